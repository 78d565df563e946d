"""A heart beats in the event loop, beside a wait that doesn't block."""

import asyncio
import socket
from itertools import pairwise


def beat():
    """Return the time: the loop has come round again."""
    return asyncio.get_running_loop().time()


async def ask(seconds):
    """Ask somebody who answers late, and wait for the answer."""
    here, there = socket.socketpair()
    here.setblocking(False)
    loop = asyncio.get_running_loop()
    loop.call_later(seconds, there.send, b"answer")
    return await loop.sock_recv(here, 6)


async def live(seconds):
    """Beat twenty times, every 5 ms if it can; ask meanwhile."""
    beats = []
    for number in range(20):
        beats.append(beat())
        if number == 5:
            task = asyncio.create_task(ask(seconds))
        await asyncio.sleep(0.005)
    await task
    return [later - earlier for earlier, later in pairwise(beats)]


def main(seconds=0.08):
    """Return the longest pause between two beats."""
    return {"pause_s": max(asyncio.run(live(seconds)))}


if __name__ == "__main__":
    print(f"free loop: longest pause {main()['pause_s']:.3f} s")
