"""Read an SQLite database in coroutines; a heart beats beside them."""

import asyncio
import contextlib
import sqlite3
import tempfile

FOLDER = tempfile.TemporaryDirectory()
MAKE = """CREATE TABLE visits AS WITH RECURSIVE numbers(n) AS (VALUES (1)
UNION ALL SELECT n + 1 FROM numbers LIMIT 100000) SELECT n FROM numbers"""


def beat():
    """Return the time: the loop has come round again."""
    return asyncio.get_running_loop().time()


async def read(query="SELECT n % 1000, sum(n) FROM visits GROUP BY 1"):
    """Open the database and ask it: no `await`, nobody else's turn."""
    with contextlib.closing(sqlite3.connect(FOLDER.name + "/db")) as database:
        return database.execute(query).fetchall()


def main(reads=4):
    """Count the heart's turns, every 5 ms at best, until all is read."""

    async def live():
        beats = [beat()]
        reading = asyncio.gather(*(read() for _ in range(reads)))
        while not reading.done():
            await asyncio.sleep(0.005)
            beats.append(beat())
        return {"turns": len(beats) - 2}

    asyncio.run(read(MAKE))
    return asyncio.run(live())


if __name__ == "__main__":
    print("in coroutines:", main())
