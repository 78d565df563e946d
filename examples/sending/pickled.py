"""Pickle objects and unpickle them again, without sending them."""

import pickle
import time


def main(size=10_000_000, seconds=0.03):
    """Return the seconds that each takes."""
    payload = [f"{number:7}" for number in range(size // 10)]
    pickle.loads(pickle.dumps(payload))
    rounds, begun = 0, time.perf_counter()
    while time.perf_counter() < begun + seconds:
        pickle.loads(pickle.dumps(payload))
        rounds += 1
    took = time.perf_counter() - begun
    return {"each_s": took / rounds}


if __name__ == "__main__":
    for size in 1_000, 100_000, 10_000_000:
        each = main(size=size)["each_s"]
        print(f"{size} bytes of objects, pickled: {each * 1e6:.0f} µs")
