"""Several threads write to one SQLite database; each waits its turn."""

import contextlib
import sqlite3
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor


def write(file, number, timeout):
    """Write in a transaction that stays open for a while."""
    with contextlib.closing(sqlite3.connect(file, timeout=timeout)) as db:
        db.execute("INSERT INTO orders VALUES (?)", [number])
        time.sleep(0.1)  # asks somebody else before it can commit
        db.commit()


def main(writers=4, timeout=5.0):
    """Let all write at the same time; count the orders."""
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/orders.db"
        with contextlib.closing(sqlite3.connect(file)) as connection:
            connection.execute("CREATE TABLE orders (number)")
            with ThreadPoolExecutor(writers) as pool:
                numbers = range(writers)
                list(pool.map(lambda n: write(file, n, timeout), numbers))
            rows = connection.execute("SELECT count(*) FROM orders")
            return {"saved": rows.fetchone()[0]}


if __name__ == "__main__":
    print("a longer timeout:", main())
