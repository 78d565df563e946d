"""Two threads move money both ways: each takes its own lock first."""

import threading
import time


def transfer(source, target, times, done):
    """Take the source's lock, then the target's; move one coin."""
    for _ in range(times):
        with source["lock"], target["lock"]:
            source["coins"] -= 1
            target["coins"] += 1
            done.append(1)


def main(times=1_000_000, seconds=0.3):
    """Give up when nothing has moved for so long; count who is done."""
    here, there = ({"coins": 0, "lock": threading.Lock()} for _ in "ab")
    threads, done, before = [], [], -1
    for pair in (here, there), (there, here):
        args = (*pair, times, done)
        # A daemon, or the program would wait for it at its end, for ever.
        thread = threading.Thread(target=transfer, args=args, daemon=True)
        thread.start()
        threads.append(thread)
    while len(done) > before and len(done) < 2 * times:
        before = len(done)
        threads[0].join(seconds)
    finished = sum(not thread.is_alive() for thread in threads)
    return {"finished": finished, "transfers": len(done)}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"after {time.perf_counter() - started:.3f} s")
