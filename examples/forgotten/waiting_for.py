"""A task that nobody refers to: is it still there after a collection?"""

import asyncio
import gc
import socket


async def wait_for(kind, near, loop):
    """Wait for what the loop knows of, or for what only this task knows."""
    if kind == "timer":
        await asyncio.sleep(0.02)
    elif kind == "socket":
        await loop.sock_recv(near, 1)
    else:
        await loop.create_future()


async def forget(kind):
    """Begin a task, keep nothing of it, collect; note what is destroyed."""
    notes, loop = [], asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, what: notes.append(what["message"]))
    near, far = socket.socketpair()
    near.setblocking(False)
    with near, far:
        asyncio.create_task(wait_for(kind, near, loop))
        await asyncio.sleep(0)  # it begins, and waits
        gc.collect()
        far.send(b"!")
        await asyncio.sleep(0.04)
    return {"vanished": len(notes)}


def main(kind="future"):
    """Count the tasks that vanished: none or one."""
    return asyncio.run(forget(kind))


if __name__ == "__main__":
    print({kind: main(kind) for kind in ("future", "timer", "socket")})
