"""Three waits in three processes: each has an interpreter of its own."""

import multiprocessing
import time


def wait(seconds):
    """Wait, using no processor time."""
    time.sleep(seconds)


def main(waits=3, seconds=0.05):
    """Start a process per wait, then wait until all have ended."""
    processes = []
    for _ in range(waits):
        processes.append(
            multiprocessing.Process(target=wait, args=(seconds,))
        )
        processes[-1].start()
    for process in processes:
        process.join()


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    print(f"processes: {time.perf_counter() - started:.3f} s")
