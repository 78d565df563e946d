"""A time-out on work in a thread, which asks at each step if it may go on."""

import asyncio
import threading
import time


def save_orders(orders, saved, stop):
    """Save order after order, until asked to stop."""
    for order in range(orders):
        if stop.is_set():
            break
        sum(number * number for number in range(50_000))
        saved.append(order)


async def save_or_give_up(orders, seconds, saved):
    """Wait for so long, then ask it to stop; return how many were saved."""
    stop = threading.Event()
    try:
        saving = asyncio.to_thread(save_orders, orders, saved, stop)
        await asyncio.wait_for(saving, seconds)
    except asyncio.TimeoutError:  # the same as TimeoutError since 3.11
        return len(saved)
    finally:
        stop.set()


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
