"""Count the words of many texts in one dictionary that threads share."""

import random
import threading
import time
from collections import Counter


def count_text(number, words, wait):
    """Get a text, here a made-up one, and count its words."""
    time.sleep(wait)  # as for a text from afar
    text = random.Random(number).choices(range(60), k=words)
    return Counter(f"word{n}" for n in text)


def work(counts, lock, numbers, words, wait):
    """Add each text to the common counts as soon as it is counted."""
    for number in numbers:
        found = count_text(number, words, wait)
        with lock:
            for word, count in found.items():
                counts[word] = counts.get(word, 0) + count


def main(texts=20, words=20_000, wait=0, workers=2):
    """Return how many words have been counted."""
    counts, lock = {}, threading.Lock()
    threads = []
    for share in range(workers):
        args = counts, lock, range(share, texts, workers), words, wait
        threads.append(threading.Thread(target=work, args=args))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return {"counted": sum(counts.values())}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"threads: {time.perf_counter() - started:.3f} s")
