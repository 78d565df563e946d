"""A connection to SQLite goes from the loop's thread to another one."""

import asyncio
import contextlib
import sqlite3


async def main():
    """Open in the coroutine, ask in a thread: sqlite3 refuses."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        query = "SELECT sqlite_version()"
        await asyncio.to_thread(connection.execute, query)


if __name__ == "__main__":
    asyncio.run(main())
