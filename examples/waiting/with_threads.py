"""Three waits in three threads: while one waits, the others can begin."""

import threading
import time


def wait(seconds):
    """Wait, using no processor time."""
    time.sleep(seconds)


def main(waits=3, seconds=0.05):
    """Start a thread per wait, then wait until all have ended."""
    threads = []
    for _ in range(waits):
        threads.append(threading.Thread(target=wait, args=(seconds,)))
        threads[-1].start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    print(f"threads: {time.perf_counter() - started:.3f} s")
