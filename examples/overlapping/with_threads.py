"""Two threads compute: for how long do both really run at once?"""

import time
from itertools import pairwise
from threading import Thread


def compute():
    """Add up squares, for a few hundredths of a millisecond."""
    return sum(n * n for n in range(500))


def work(seconds, moments):
    """Compute for so long, noting the moment again and again."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        compute()
        moments.append(time.perf_counter())


def main(seconds=0.15):
    """Compare their moments: a fifth of a millisecond is a break."""
    noted, edges = [[], []], []
    threads = [Thread(target=work, args=(seconds, m)) for m in noted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for begin, end in (*pairwise(noted[0]), *pairwise(noted[1])):
        edges += [(begin, 1), (end, -1)] if end - begin < 0.0002 else []
    at_once = running = 0
    for (begin, change), (end, _) in pairwise(sorted(edges)):
        running += change
        at_once += (end - begin) / seconds * 100 * (running == 2)
    slower = 100 * min(map(len, noted)) / sum(map(len, noted))
    return {"at_once": round(at_once), "slower": round(slower)}


if __name__ == "__main__":
    print({key: f"{value} %" for key, value in main().items()})
