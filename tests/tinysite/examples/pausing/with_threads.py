"""Two pauses in two threads."""

import threading
import time


def main(waits=2, seconds=0.01):
    """Pause in a thread each, and count the threads."""
    threads = [threading.Thread(target=time.sleep, args=(seconds,)) for _ in range(waits)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"threads": len({thread.ident for thread in threads})}


if __name__ == "__main__":
    started = time.perf_counter()
    seen = main()
    print(f"threads: {time.perf_counter() - started:.3f} s, {seen['threads']} of them")
