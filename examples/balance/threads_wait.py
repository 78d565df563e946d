"""Threads pay into one account: read, wait for an answer, write back."""

import threading
import time


def fetch_coin():
    """Wait as for a bank's answer."""
    time.sleep(0.001)
    return 1


def pay_in(account, times):
    """Pay in one coin at a time."""
    for _ in range(times):
        balance = account["balance"]
        account["balance"] = balance + fetch_coin()


def main(workers=10, times=10):
    """Let the threads pay in; count the coins that are gone."""
    account, threads = {"balance": 0}, []
    for _ in range(workers):
        args = (account, times)
        threads.append(threading.Thread(target=pay_in, args=args))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return {"lost": workers * times - account["balance"]}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
