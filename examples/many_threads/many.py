"""Waits in many threads, beside as many waits of each in ten threads."""

import resource
import threading
import time


def wait_in(threads, waits, seconds):
    """Return the cost of a wait (CPU, switches) and how late all ended."""

    def work():
        for _ in range(waits):
            time.sleep(seconds)

    began, cpu = time.perf_counter(), time.process_time()
    switches = resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw
    started = [threading.Thread(target=work) for _ in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
    switches = resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw - switches
    cpu = time.process_time() - cpu
    late = (time.perf_counter() - began) / (waits * seconds)
    return cpu / threads / waits, switches / threads / waits, late


def main(threads=1000, waits=10, seconds=0.01):
    """Compare with ten threads."""
    few_cpu, _, few_late = wait_in(10, waits, seconds)
    cpu, switches, late = wait_in(threads, waits, seconds)
    seen = {"cpu_us": cpu * 1e6, "cpu_times": cpu / few_cpu}
    return seen | {"switches": switches, "late_times": late / few_late}


if __name__ == "__main__":
    for threads in (10, 100, 1000, 2000):
        costs = (f"{what} {n:.2f}" for what, n in main(threads).items())
        print(threads, *costs)
