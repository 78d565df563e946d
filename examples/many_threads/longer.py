"""Short waits and long ones, in the same number of threads."""

import resource
import threading
import time


def wait_in(threads, waits, seconds):
    """Return what a wait costs: processor time and context switches."""

    def work():
        for _ in range(waits):
            time.sleep(seconds)

    cpu = time.process_time()
    switches = resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw
    started = [threading.Thread(target=work) for _ in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
    switches = resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw - switches
    return (time.process_time() - cpu) / threads / waits, switches


def main(threads=100, waits=2, seconds=0.01, longer=100):
    """Say how many times as much a wait costs when it is so much longer."""
    cpu, switches = wait_in(threads, waits, seconds)
    long_cpu, long_switches = wait_in(threads, waits, seconds * longer)
    seen = {"cpu_us": long_cpu * 1e6, "cpu_times": long_cpu / cpu}
    return seen | {"switch_times": long_switches / switches}


if __name__ == "__main__":
    started = time.perf_counter()
    print({what: round(number, 2) for what, number in main().items()})
    print(f"{time.perf_counter() - started:.3f} s")
