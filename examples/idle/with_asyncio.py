"""Three waits for an answer in coroutines: how busy is the processor?"""

import asyncio
import socket
import time


async def wait(seconds):
    """Wait at a socket for an answer that comes after so long."""
    here, there = socket.socketpair()
    with here, there:
        here.setblocking(False)
        loop = asyncio.get_running_loop()
        loop.call_later(seconds, there.send, b"answer")
        await loop.sock_recv(here, 100)


async def wait_together(waits, seconds):
    """Return the processor time in the time that went by, in percent."""
    began, used = time.perf_counter(), time.process_time()
    await asyncio.gather(*(wait(seconds) for _ in range(waits)))
    used = time.process_time() - used
    return 100 * used / (time.perf_counter() - began)


def main(waits=3, seconds=0.3):
    """Run the event loop around them."""
    return {"busy": round(asyncio.run(wait_together(waits, seconds)), 1)}


if __name__ == "__main__":
    print(f"asyncio: busy for {main()['busy']} % of the time")
