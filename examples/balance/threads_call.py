"""Threads pay into one account: read, call a function, write back."""

import threading
import time


def add_one(balance):
    """Return the new balance."""
    return balance + 1


def pay_in(account, times):
    """Pay in one coin at a time."""
    for _ in range(times):
        balance = account["balance"]
        account["balance"] = add_one(balance)


def lose(workers, times):
    """Let the threads pay in; return how many coins are gone."""
    shared, threads = (account := {"balance": 0}, times), []
    for _ in range(workers):
        threads.append(threading.Thread(target=pay_in, args=shared))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return workers * times - account["balance"]


def main(workers=2, times=300_000, rounds=10):
    """Pay in anew until a coin is lost, so many times at most."""
    lost = tried = 0
    while not lost and tried < rounds:
        lost, tried = lose(workers, times), tried + 1
    return {"lost": lost, "rounds": tried}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
