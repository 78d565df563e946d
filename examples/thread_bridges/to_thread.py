"""Coroutines hand calls that block to threads, and wait for the answers."""

import asyncio
import time


def fetch(number):
    """Block as a library does that is not async; note when it is over."""
    time.sleep(0.02)
    return number, time.perf_counter()


async def ask(number):
    """Wait for a thread's answer; say how late the loop noticed it."""
    answer, answered = await asyncio.to_thread(fetch, number)
    return answer, time.perf_counter() - answered


async def ask_all(questions):
    """Ask everything at once, in an event loop with no timer at all."""
    return await asyncio.gather(*(ask(n) for n in range(questions)))


def main(questions=5):
    """Count the answers; return the latest."""
    answers = asyncio.run(ask_all(questions))
    late = max(late for _, late in answers)
    return {"answers": len(answers), "late_s": late}


if __name__ == "__main__":
    started = time.perf_counter()
    print("{answers} answers, noticed {late_s:.6f} s late".format(**main()))
    print(f"in {time.perf_counter() - started:.3f} s")
