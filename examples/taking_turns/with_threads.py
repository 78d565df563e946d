"""Two threads compute: how long is each at it before the other goes on?"""

import sys
import threading
import time
from itertools import groupby


def compute():
    """Run about 2,000 lines of Python: two in each round."""
    total = 0
    for number in range(1000):
        total += number


def work(name, seconds, log):
    """Compute for so long, logging the name after each step."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        compute()
        log.append(name)


def main(seconds=0.15, interval=0.005):
    """Count how often the name changes in the log."""
    sys.setswitchinterval(interval)  # 0.005 is what it is anyway
    log, threads = [], []
    for name in "AB":
        args = (name, seconds, log)
        threads.append(threading.Thread(target=work, args=args))
        threads[-1].start()
    for thread in threads:
        thread.join()
    turns = sum(1 for _ in groupby(log))
    turn, lines = round(1000 * seconds / turns, 1), len(log) // turns * 2000
    return {"turns": turns, "turn": turn, "lines": lines}


if __name__ == "__main__":
    print("{turns} turns of {turn} ms, {lines} lines".format(**main()))
