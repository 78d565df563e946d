"""A thread sends to an event loop by `call_soon`: when is it noticed?"""

import asyncio
import threading
import time


def notice(sent, seen):
    """Note when this was sent and when the loop comes to it."""
    seen.append((sent, time.perf_counter()))


def send(loop, messages, seen):
    """Send some messages, with a pause before each."""
    for _ in range(messages):
        time.sleep(0.05)
        loop.call_soon(notice, time.perf_counter(), seen)


async def listen(messages, seconds, seen):
    """Start the thread; wait for a timer, with nothing else to do."""
    args = (asyncio.get_running_loop(), messages, seen)
    thread = threading.Thread(target=send, args=args)
    thread.start()
    await asyncio.sleep(seconds)
    thread.join()  # it ended before the timer did


def main(messages=3, seconds=0.3):
    """Say when each message was sent and noticed; return the latest."""
    seen, started = [], time.perf_counter()
    asyncio.run(listen(messages, seconds, seen))
    for sent, noticed in seen:
        print(f"sent after {sent - started:.3f} s", end=", ")
        print(f"noticed after {noticed - started:.3f} s")
    return {"late_s": max(noticed - sent for sent, noticed in seen)}


if __name__ == "__main__":
    main()
