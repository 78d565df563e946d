"""An exception in a pool comes out where the result is asked for."""

import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def main():
    """Ask every future for its result; count those that raise."""
    errors = []
    for kind in ThreadPoolExecutor, ProcessPoolExecutor:
        with kind(2) as pool:
            futures = [pool.submit(int, text) for text in ("1", "two")]
        for future in futures:
            try:
                print(kind.__name__, "returned", future.result())
            except ValueError as error:
                print(kind.__name__, "raised", error)
                errors.append(error)
    return {"errors": len(errors)}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
