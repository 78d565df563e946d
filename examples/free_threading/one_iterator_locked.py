"""Two threads share one iterator, and hold a lock while they take."""

import threading
import time


def take_all(shared, lock, mine):
    """Take tickets until there are none."""
    while True:
        with lock:
            ticket = next(shared, None)
        if ticket is None:
            return
        mine.append(ticket)


def hand_out(threads, tickets):
    """Let the threads take together; return how many came twice."""
    shared, lock = iter(list(range(tickets))), threading.Lock()
    hands, workers = [[] for _ in range(threads)], []
    for mine in hands:
        taking = (shared, lock, mine)
        workers.append(threading.Thread(target=take_all, args=taking))
        workers[-1].start()
    for worker in workers:
        worker.join()
    taken = [ticket for mine in hands for ticket in mine]
    return len(taken) - len(set(taken))


def main(threads=2, tickets=100_000):
    """Hand out all the tickets."""
    return {"twice": hand_out(threads, tickets)}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
