"""Three shares of equal work, one by one: in which order do they finish?"""


def count(limit):
    """Count the numbers below the limit that seven divides."""
    return sum(number % 7 == 0 for number in range(limit))


def race(limit):
    """Do one share after another; return the order they finished in."""
    finished = []
    for name in "ABC":
        count(limit)
        finished.append(name)
    return "".join(finished)


def main(limit=400_000, rounds=10):
    """Race so many times; return how many orders there were."""
    orders = {race(limit) for _ in range(rounds)}
    return {"orders": len(orders), "seen": ", ".join(sorted(orders))}


if __name__ == "__main__":
    print("one by one: {orders} ({seen})".format(**main()))
