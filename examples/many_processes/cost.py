"""What a wait takes in many processes, and what a long one takes."""

import multiprocessing
import resource
import time


def wait_often(waits, seconds):
    """In each of the processes: wait; return CPU time and switches."""
    usage, cpu = resource.RUSAGE_SELF, time.process_time()
    switches = resource.getrusage(usage).ru_nvcsw
    for _ in range(waits):
        time.sleep(seconds)
    switches = resource.getrusage(usage).ru_nvcsw - switches
    return (time.process_time() - cpu) / waits, switches / waits


def wait_in(processes, waits, seconds):
    """Return the average of all processes."""
    jobs = [(waits, seconds)] * processes
    with multiprocessing.Pool(processes) as pool:
        costs = pool.starmap(wait_often, jobs, chunksize=1)
    return [sum(cost) / processes for cost in zip(*costs, strict=True)]


def main(processes=64, waits=10, seconds=0.01, longer=1):
    """Compare with two processes that wait as often, but not longer."""
    few_cpu, few_switches = wait_in(2, waits, seconds)
    cpu, switches = wait_in(processes, waits, seconds * longer)
    seen = {"cpu_us": cpu * 1e6, "cpu_times": cpu / few_cpu}
    return seen | {"switch_times": switches / few_switches}


if __name__ == "__main__":
    for many, longer in ((8, 1), (64, 1), (8, 50)):
        seen = main(many, longer=longer).items()
        costs = (f"{what} {number:.2f}" for what, number in seen)
        print(f"{many} processes, {longer} × as long:", *costs)
