"""Answer questions that wait and compute: one code, two kinds of pool."""

import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

POOLS = {"threads": ThreadPoolExecutor, "processes": ProcessPoolExecutor}


def answer(number):
    """Wait as for a database, then count the divisors of numbers."""
    time.sleep(0.01)
    limit = 500 + number
    return sum(n % d == 0 for n in range(1, limit) for d in range(1, n))


def main(questions=12, workers=4, kind="threads"):
    """Hand all questions to a pool; take the answers in their order."""
    with POOLS[kind](workers) as pool:
        answers = list(pool.map(answer, range(questions)))
    return {"answers": len(answers)}


if __name__ == "__main__":
    for kind in POOLS:
        started = time.perf_counter()
        main(kind=kind)
        print(f"{kind}: {time.perf_counter() - started:.3f} s")
