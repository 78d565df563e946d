"""A task fails in a pool, and nobody asks its future: silence."""

import time
from concurrent.futures import ThreadPoolExecutor


def save(order, saved):
    """Save an order; one without a price can't be saved."""
    saved.append(order["price"])


def main():
    """Hand out the orders and look at no future; count what is saved."""
    orders = [{"price": 3}, {"pieces": 2}, {"price": 5}]
    saved = []
    with ThreadPoolExecutor(2) as pool:
        for order in orders:
            pool.submit(save, order, saved)
    return {"saved": len(saved)}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
