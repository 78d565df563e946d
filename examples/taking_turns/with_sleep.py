"""Two threads that wait now and then: when does the other go on?"""

import threading
import time
from itertools import groupby


def compute():
    """Run about 2,000 lines of Python: two in each round."""
    total = 0
    for number in range(1000):
        total += number


def work(name, seconds, log):
    """Compute a little, wait a little, and so on."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        for _ in range(25):
            compute()
            log.append(name)
        time.sleep(0.002)  # stands for waiting for a network or a disk


def main(seconds=0.15):
    """Count how often the name changes in the log."""
    log, threads = [], []
    for name in "AB":
        args = (name, seconds, log)
        threads.append(threading.Thread(target=work, args=args))
        threads[-1].start()
    for thread in threads:
        thread.join()
    turns = sum(1 for _ in groupby(log))
    return {"turns": turns, "turn": round(1000 * seconds / turns, 1)}


if __name__ == "__main__":
    print("{turns} turns of {turn} ms".format(**main()))
