"""Two threads share one iterator: who takes an item, takes it away?"""

import threading
import time


def take_all(shared, start, mine):
    """Take tickets until there are none."""
    start.wait()
    for ticket in shared:
        mine.append(ticket)


def hand_out(threads, tickets):
    """Let the threads take at once; return how many came twice."""
    shared, start = iter(list(range(tickets))), threading.Barrier(threads)
    hands, workers = [[] for _ in range(threads)], []
    for mine in hands:
        taking = (shared, start, mine)
        workers.append(threading.Thread(target=take_all, args=taking))
        workers[-1].start()
    for worker in workers:
        worker.join()
    taken = [ticket for mine in hands for ticket in mine]
    return len(taken) - len(set(taken))


def main(threads=2, tickets=200_000, rounds=100):
    """Hand out anew until a ticket comes twice, so many times at most."""
    twice = tried = 0
    while not twice and tried < rounds:
        twice, tried = hand_out(threads, tickets), tried + 1
    return {"twice": twice, "rounds": tried}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
