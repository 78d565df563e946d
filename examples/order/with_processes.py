"""Three processes with equal work: in which order do they finish?"""

import multiprocessing


def count(limit):
    """Count the numbers below the limit that seven divides."""
    return sum(number % 7 == 0 for number in range(limit))


def work(task):
    """Do one share of the work; return its name."""
    name, limit = task
    count(limit)
    return name


def race(pool, limit):
    """Give out three tasks; return the order in which they finished."""
    tasks = [(name, limit) for name in "ABC"]
    return "".join(pool.imap_unordered(work, tasks))


def main(limit=400_000, rounds=100):
    """Race until two orders have been seen, or so many times."""
    orders = set()
    with multiprocessing.Pool(3) as pool:
        for _ in range(rounds):
            orders.add(race(pool, limit))
            if len(orders) > 1:
                break
    return {"orders": len(orders), "seen": ", ".join(sorted(orders))}


if __name__ == "__main__":
    print("processes: {orders} ({seen})".format(**main()))
