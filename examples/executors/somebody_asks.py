"""A task fails in a pool, and its future is asked: the error comes out."""

import time
from concurrent.futures import ThreadPoolExecutor, as_completed


def save(order, saved):
    """Save an order; one without a price can't be saved."""
    saved.append(order["price"])


def main():
    """Keep the futures and ask each, in the order in which they end."""
    orders = [{"price": 3}, {"pieces": 2}, {"price": 5}]
    saved, errors = [], []
    with ThreadPoolExecutor(2) as pool:
        futures = {pool.submit(save, order, saved): order for order in orders}
        for future in as_completed(futures):
            try:
                future.result()
            except KeyError as error:
                errors.append(error)
                print(futures[future], "lacks", error)
    return {"saved": len(saved), "errors": len(errors)}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
