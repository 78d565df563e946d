"""A time-out on work in a thread: the waiting ends. And the work?"""

import asyncio
import time


def save_orders(orders, saved):
    """Save order after order, each about 3 ms of work."""
    for order in range(orders):
        sum(number * number for number in range(50_000))
        saved.append(order)


async def save_or_give_up(orders, seconds, saved):
    """Wait for so long; return how many were saved at the time-out."""
    try:
        saving = asyncio.to_thread(save_orders, orders, saved)
        await asyncio.wait_for(saving, seconds)
    except asyncio.TimeoutError:  # the same as TimeoutError since 3.11
        return len(saved)


def main(orders=30, seconds=0.02):
    """Return how many were saved before the time-out, and after it."""
    saved = []
    before = asyncio.run(save_or_give_up(orders, seconds, saved))
    # run() has waited for the thread
    return {"saved": before, "afterwards": len(saved) - before}


if __name__ == "__main__":
    started = time.perf_counter()
    print("{saved} saved, {afterwards} after the time-out".format(**main()))
    print(f"ended after {time.perf_counter() - started:.3f} s")
