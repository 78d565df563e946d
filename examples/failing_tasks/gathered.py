"""One of three gathered tasks fails: the others go on, unseen."""

import asyncio
import time


async def save(order, saved, seconds):
    """Save an order, which takes a while; without a price it can't be."""
    price = order["price"]
    await asyncio.sleep(seconds)
    saved.append(price)


async def save_all(seconds):
    """Save the orders together; look a while later what is saved."""
    orders = [{"price": 3}, {"pieces": 2}, {"price": 5}]
    saved, errors = [], []
    try:
        await asyncio.gather(
            *(save(order, saved, seconds) for order in orders)
        )
    except KeyError as error:
        errors.append(error)
    await asyncio.sleep(2 * seconds)  # the program goes on
    return {"saved": len(saved), "errors": len(errors)}


def main(seconds=0.02):
    """Count what is saved, and the errors that came out."""
    return asyncio.run(save_all(seconds))


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
