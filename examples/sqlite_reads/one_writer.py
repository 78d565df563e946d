"""Coroutines that write to an SQLite database through one thread."""

import asyncio
import sqlite3
import tempfile
from concurrent.futures import ThreadPoolExecutor


def write(connection, number):
    """Write and commit, in the thread that opened the connection."""
    connection.execute("INSERT INTO orders VALUES (?)", [number])
    connection.commit()


async def write_all(file, writers):
    """Hand every order to an executor that has a single worker."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1) as writer:

        async def through(function, *args):
            return await loop.run_in_executor(writer, function, *args)

        connection = await through(sqlite3.connect, file)
        await through(connection.execute, "CREATE TABLE orders (number)")
        orders = (through(write, connection, n) for n in range(writers))
        await asyncio.gather(*orders)
        rows = await through(connection.execute, "SELECT * FROM orders")
        saved = len(await through(rows.fetchall))
        await through(connection.close)
    return {"saved": saved}


def main(writers=4):
    """Count the orders in the database."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(write_all(f"{folder}/orders.db", writers))


if __name__ == "__main__":
    print("one writer:", main())
