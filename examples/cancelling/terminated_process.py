"""A time-out on work in a process, which can be ended from outside."""

import multiprocessing
import time


def save_orders(orders, saved):
    """Save order after order, each about 3 ms of work."""
    for order in range(orders):
        sum(number * number for number in range(50_000))
        saved.value = order + 1


def main(orders=30, seconds=0.02):
    """Return how many were saved before the time-out, and after it."""
    saved = multiprocessing.Value("i", 0, lock=False)
    args = (orders, saved)
    process = multiprocessing.Process(target=save_orders, args=args)
    process.start()
    while not saved.value:  # until it is up
        time.sleep(0.001)
    process.join(seconds)
    if process.is_alive():
        process.terminate()
    process.join()
    before = saved.value
    time.sleep(seconds)  # were it still at work, it would save some now
    return {"saved": before, "afterwards": saved.value - before}


if __name__ == "__main__":
    started = time.perf_counter()
    print("{saved} saved, {afterwards} after the time-out".format(**main()))
    print(f"ended after {time.perf_counter() - started:.3f} s")
