"""What one more process that waits adds to the memory of all of them."""

import multiprocessing
from pathlib import Path


def memory(process="self"):
    """Return the bytes of a process and its children (Linux only)."""
    account = Path(f"/proc/{process}/smaps_rollup").read_text()
    held = int(account.partition("\nPss_Anon:")[2].split()[0]) * 1024
    for children in Path(f"/proc/{process}").glob("task/*/children"):
        held += sum(map(memory, children.read_text().split()))
    return held


def worker(ready, done):
    """Say that it has started, then wait."""
    ready.release()
    done.wait()


def main(workers=8, method="fork"):
    """Return the bytes of each, after a first one has been started."""
    context = multiprocessing.get_context(method)
    ready, done = context.Semaphore(0), context.Event()
    start, processes, held = context.Process, [], []
    for count in 1, workers:
        for _ in range(count):
            processes.append(start(target=worker, args=(ready, done)))
            processes[-1].start()
            ready.acquire(timeout=10)
        held.append(memory())
    done.set()
    for process in processes:
        process.join()
    return {"each_bytes": (held[1] - held[0]) / workers}


if __name__ == "__main__":
    print(f"a forked process: {main()['each_bytes'] / 1e6:.1f} MB")
