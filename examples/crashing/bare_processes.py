"""A process for each task, and one of them is killed: what of the others?"""

import multiprocessing
import os
import signal
import time


def work(number, fatal):
    """Compute; the fatal task meets what the system does out of memory."""
    if number == fatal:
        os.kill(os.getpid(), signal.SIGKILL)
    return sum(n * n for n in range(300_000))


def main(tasks=6, fatal=2):
    """Wait for all of them; count by their status who came to an end."""
    processes = []
    for number in range(tasks):
        args = (number, fatal)
        processes.append(multiprocessing.Process(target=work, args=args))
        processes[-1].start()
    for process in processes:
        process.join()
    statuses = [process.exitcode for process in processes]
    return {"finished": statuses.count(0), "status": min(statuses)}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
