"""Count the words of many texts in one dictionary that a manager keeps."""

import multiprocessing
import random
import time
from collections import Counter


def count_text(number, words, wait):
    """Get a text, here a made-up one, and count its words."""
    if wait:  # for a text that comes from afar
        time.sleep(wait)
    vocabulary = [f"word{n}" for n in range(60)]
    text = " ".join(random.Random(number).choices(vocabulary, k=words))
    return Counter(text.split())


def work(counts, lock, numbers, words, wait):
    """Add each text to the common counts; each access is a message."""
    for number in numbers:
        found = count_text(number, words, wait)
        with lock:
            for word, count in found.items():
                counts[word] = counts.get(word, 0) + count


def main(texts=20, words=30_000, wait=0, workers=2):
    """Return how many words have been counted."""
    lock = multiprocessing.Lock()
    with multiprocessing.Manager() as manager:
        counts = manager.dict()
        processes = []
        for share in range(workers):
            args = counts, lock, range(share, texts, workers), words, wait
            process = multiprocessing.Process(target=work, args=args)
            process.start()
            processes.append(process)
        for process in processes:
            process.join()
        return {"counted": sum(counts.values())}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"a manager: {time.perf_counter() - started:.3f} s")
