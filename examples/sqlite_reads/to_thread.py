"""Read an SQLite database in threads; a heart beats beside them."""

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


def read(query="SELECT n % 1000, sum(n) FROM visits GROUP BY 1 ORDER BY 2"):
    """Open the database and ask it, by a connection of one thread."""
    with contextlib.closing(sqlite3.connect(FOLDER.name + "/db")) as database:
        return database.execute(query).fetchall()


def main(reads=4):
    """Count the heart's turns, every 5 ms at best, until all is read."""

    async def live():
        beats = [beat()]
        reading = asyncio.gather(*map(asyncio.to_thread, [read] * reads))
        while not reading.done():
            await asyncio.sleep(0.005)
            beats.append(beat())
        return {"turns": len(beats) - 2}

    read(MAKE)
    return asyncio.run(live())


if __name__ == "__main__":
    print("to_thread:", main())
