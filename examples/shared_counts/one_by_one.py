"""Count the words of many texts in one dictionary, text after text."""

import random
import time
from collections import Counter


def count_text(number, words, wait):
    """Get a text, here a made-up one, and count its words."""
    time.sleep(wait)  # as for a text from afar
    text = random.Random(number).choices(range(60), k=words)
    return Counter(f"word{n}" for n in text)


def main(texts=20, words=20_000, wait=0):
    """Return how many words have been counted."""
    counts = {}
    for number in range(texts):
        for word, count in count_text(number, words, wait).items():
            counts[word] = counts.get(word, 0) + count
    return {"counted": sum(counts.values())}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"one by one: {time.perf_counter() - started:.3f} s")
