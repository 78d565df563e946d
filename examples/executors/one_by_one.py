"""Answer questions that wait a little and compute a little: in a loop."""

import time


def answer(number):
    """Wait as for a database, then count the divisors of numbers."""
    time.sleep(0.01)
    limit = 500 + number
    return sum(n % d == 0 for n in range(1, limit) for d in range(1, n))


def main(questions=12):
    """Answer one question after another."""
    answers = [answer(number) for number in range(questions)]
    return {"answers": len(answers)}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"one by one: {time.perf_counter() - started:.3f} s")
