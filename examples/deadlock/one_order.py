"""Two threads move money both ways: both take the locks in one order."""

import threading
import time


def transfer(source, target, times, done):
    """Take the lock of the lower number first, whoever pays."""
    first, second = sorted((source, target), key=lambda one: one["number"])
    for _ in range(times):
        with first["lock"], second["lock"]:
            source["coins"] -= 1
            target["coins"] += 1
            done.append(1)


def main(times=50_000):
    """Wait for both; count who is done."""
    here, there = (
        {"coins": 0, "number": number, "lock": threading.Lock()}
        for number in (1, 2)
    )
    threads, done = [], []
    for pair in (here, there), (there, here):
        args = (*pair, times, done)
        threads.append(threading.Thread(target=transfer, args=args))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return {"finished": len(threads), "transfers": len(done)}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"after {time.perf_counter() - started:.3f} s")
