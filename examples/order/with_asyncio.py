"""Three coroutines with equal work: in which order do they finish?"""

import asyncio


def count(start, stop):
    """Count the numbers from start to stop that seven divides."""
    return sum(number % 7 == 0 for number in range(start, stop))


async def race(limit):
    """Begin three coroutines; return the order in which they finished."""
    finished = []

    async def work(name):
        for tenth in range(10):
            count(limit * tenth // 10, limit * (tenth + 1) // 10)
            await asyncio.sleep(0)
        finished.append(name)

    await asyncio.gather(*(work(name) for name in "ABC"))
    return "".join(finished)


def main(limit=400_000, rounds=10):
    """Race so many times; return how many orders there were."""
    orders = {asyncio.run(race(limit)) for _ in range(rounds)}
    return {"orders": len(orders), "seen": ", ".join(sorted(orders))}


if __name__ == "__main__":
    print("asyncio: {orders} ({seen})".format(**main()))
