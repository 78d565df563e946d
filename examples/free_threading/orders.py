"""Add up orders in a single thread: objects, attributes, a dictionary."""

import time


class Order:
    """What a customer wants, and how many of it."""

    def __init__(self, customer, price, pieces):
        """Remember all three."""
        self.customer = customer
        self.price = price
        self.pieces = pieces

    def total(self):
        """Return what it costs, less a tenth for many pieces."""
        if self.pieces > 5:
            return self.price * self.pieces * 0.9
        return self.price * self.pieces


def main(count=100_000, customers=500):
    """Take so many orders; return how many customers have one."""
    totals = {}
    for number in range(count):
        order = Order(number % customers, number % 40, number % 7)
        owed = totals.get(order.customer, 0)
        totals[order.customer] = owed + order.total()
    return {"customers": len(totals)}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
