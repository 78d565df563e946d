"""Coroutines pay into one account: the `await` stands inside a lock."""

import asyncio
import time


async def fetch_coin():
    """Wait as for a bank's answer."""
    await asyncio.sleep(0.001)
    return 1


async def pay_in(account, lock, times):
    """Pay in one coin at a time, and nobody else meanwhile."""
    for _ in range(times):
        async with lock:
            balance = account["balance"]
            account["balance"] = balance + await fetch_coin()


async def lose(workers, times):
    """Let the coroutines pay in; return how many coins are gone."""
    account, lock = {"balance": 0}, asyncio.Lock()
    coroutines = [pay_in(account, lock, times) for _ in range(workers)]
    await asyncio.gather(*coroutines)
    return workers * times - account["balance"]


def main(workers=10, times=10):
    """Count the coins that are gone."""
    return {"lost": asyncio.run(lose(workers, times))}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
