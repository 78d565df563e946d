"""Coroutines pay into one account: no `await` from reading to writing."""

import asyncio
import time


def add_one(balance):
    """Return the new balance."""
    return balance + 1


async def pay_in(account, times):
    """Pay in one coin at a time; give way after each, not within."""
    for _ in range(times):
        balance = account["balance"]
        account["balance"] = add_one(balance)
        await asyncio.sleep(0)


async def lose(workers, times):
    """Let the coroutines pay in; return how many coins are gone."""
    account = {"balance": 0}
    coroutines = [pay_in(account, times) for _ in range(workers)]
    await asyncio.gather(*coroutines)
    return workers * times - account["balance"]


def main(workers=10, times=1000, rounds=5):
    """Pay in anew until a coin is lost, so many times at most."""
    lost = tried = 0
    while not lost and tried < rounds:
        lost, tried = asyncio.run(lose(workers, times)), tried + 1
    return {"lost": lost, "rounds": tried}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
