"""Send bytes to another process through a queue, and get an answer."""

import multiprocessing
import time


def answer(payloads, answers):
    """Answer each payload with its last item, until there is nothing."""
    while payload := payloads.get():
        answers.put(payload[-1])


def main(size=10_000_000, seconds=0.03):
    """Return the seconds that each takes, start not included."""
    payloads, answers = multiprocessing.Queue(), multiprocessing.Queue()
    args = payloads, answers
    other = multiprocessing.Process(target=answer, args=args, daemon=True)
    other.start()
    payload = b"." * size
    payloads.put(payload)
    answers.get()  # now the other process is there
    rounds, begun = 0, time.perf_counter()
    while time.perf_counter() < begun + seconds:
        payloads.put(payload)
        answers.get()
        rounds += 1
    took = time.perf_counter() - begun
    payloads.put(b"")
    other.join()
    return {"each_s": took / rounds}


if __name__ == "__main__":
    for size in 1_000, 100_000, 10_000_000:
        each = main(size=size)["each_s"]
        print(f"{size} bytes by queue: {each * 1e6:.0f} µs")
