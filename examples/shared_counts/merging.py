"""Count the words of many texts in processes, and merge what they found."""

import multiprocessing
import random
import time
from collections import Counter


def count_text(number, words, wait):
    """Get a text, here a made-up one, and count its words."""
    time.sleep(wait)  # as for a text from afar
    text = random.Random(number).choices(range(60), k=words)
    return Counter(f"word{n}" for n in text)


def count_texts(numbers, words, wait):
    """Return the counts of a share; nobody else sees them until then."""
    counts = {}
    for number in numbers:
        for word, count in count_text(number, words, wait).items():
            counts[word] = counts.get(word, 0) + count
    return counts


def main(texts=20, words=20_000, wait=0, workers=2):
    """Return how many words have been counted."""
    shares = (range(share, texts, workers) for share in range(workers))
    counts = Counter()
    with multiprocessing.Pool(workers) as pool:
        tasks = [(numbers, words, wait) for numbers in shares]
        for found in pool.starmap(count_texts, tasks):
            counts.update(found)
    return {"counted": counts.total()}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"merging: {time.perf_counter() - started:.3f} s")
