"""Three threads with equal work: in which order do they finish?"""

import threading


def count(limit):
    """Count the numbers below the limit that seven divides."""
    return sum(number % 7 == 0 for number in range(limit))


def race(limit):
    """Start three threads; return the order in which they finished."""
    finished = []

    def work(name):
        count(limit)
        finished.append(name)

    threads = [threading.Thread(target=work, args=(n,)) for n in "ABC"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return "".join(finished)


def main(limit=400_000, rounds=100):
    """Race until two orders have been seen, or so many times."""
    orders = set()
    for _ in range(rounds):
        orders.add(race(limit))
        if len(orders) > 1:
            break
    return {"orders": len(orders), "seen": ", ".join(sorted(orders))}


if __name__ == "__main__":
    print("threads: {orders} ({seen})".format(**main()))
