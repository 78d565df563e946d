"""The same work in one coroutine, then in two that give way to each other."""

import asyncio
import time


async def take_turns(turns, gives_way):
    """Do a little work, again and again; give way after each or don't."""
    for _ in range(turns):
        sum(range(100))
        if gives_way:
            await asyncio.sleep(0)


async def timed(coroutines, turns, gives_way):
    """Return the processor time that so many coroutines take."""
    begun = time.process_time()
    work = (take_turns(turns, gives_way) for _ in range(coroutines))
    await asyncio.gather(*work)
    return time.process_time() - begun


def main(turns=4000):
    """Return the processor time that each giving way costs."""
    alone = asyncio.run(timed(1, 2 * turns, gives_way=False))
    handed = asyncio.run(timed(2, turns, gives_way=True))
    return {"switch": round(1e6 * (handed - alone) / (2 * turns), 1)}


if __name__ == "__main__":
    print(f"a switch of coroutines: {main()['switch']} µs of CPU")
