"""Two processes move money both ways: each takes its own lock first."""

import multiprocessing
import time


def transfer(source, target, times, done, ready):
    """Take the source's lock, then the target's; move one coin."""
    ready.wait()
    for _ in range(times):
        with source, target:
            source.value -= 1
            target.value += 1
            done.value += 1


def main(times=1_000_000, seconds=0.3):
    """Give up when nothing has moved for so long; count who is done."""
    here = multiprocessing.Value("i")
    there = multiprocessing.Value("i")
    done, before = multiprocessing.Value("i", lock=False), -1
    processes, ready = [], multiprocessing.Barrier(3)
    for pair in (here, there), (there, here):
        args = (*pair, times, done, ready)
        process = multiprocessing.Process(target=transfer, args=args)
        process.start()
        processes.append(process)
    ready.wait()
    while done.value > before and done.value < 2 * times:
        before = done.value
        processes[0].join(seconds)
    finished = sum(not process.is_alive() for process in processes)
    for process in processes:
        process.kill()
    return {"finished": finished, "transfers": done.value}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"after {time.perf_counter() - started:.3f} s")
