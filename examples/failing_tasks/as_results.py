"""One of three gathered tasks fails: its error is one of the results."""

import asyncio
import time


async def save(order, saved, seconds):
    """Save an order, which takes a while; without a price it can't be."""
    price = order["price"]
    await asyncio.sleep(seconds)
    saved.append(price)


async def save_all(seconds):
    """Save the orders together; go through all that they returned."""
    orders = [{"price": 3}, {"pieces": 2}, {"price": 5}]
    saved, errors = [], []
    tasks = (save(order, saved, seconds) for order in orders)
    results = await asyncio.gather(*tasks, return_exceptions=True)
    for order, result in zip(orders, results, strict=True):
        if isinstance(result, Exception):
            errors.append(result)
            print(order, "lacks", result)
    return {"saved": len(saved), "errors": len(errors)}


def main(seconds=0.02):
    """Count what is saved, and the errors that were looked at."""
    return asyncio.run(save_all(seconds))


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
