"""Read files by to_thread; they are written on import, outside the clock."""

import asyncio
import os
import pathlib
import tempfile
import timeit

FOLDER = tempfile.TemporaryDirectory()


def write(count, size):
    """Write files, which the system remembers."""
    for _ in range(count):
        file, name = tempfile.mkstemp(dir=FOLDER.name)
        os.write(file, bytes(size))
        os.close(file)
        yield pathlib.Path(name)


FILES = {"small": [*write(200, 4096)], "large": [*write(8, 2_000_000)]}


def main(workers=4, kind="small", rounds=10):
    """Give each coroutine a share of the files, read in a thread."""

    def read(share):
        files = FILES[kind][share::workers] * rounds
        return sum(len(file.read_bytes()) for file in files)

    async def read_all():
        shares = [asyncio.to_thread(read, n) for n in range(workers)]
        return sum(await asyncio.gather(*shares))

    return {"read": asyncio.run(read_all())}


if __name__ == "__main__":
    print(f"asyncio, through threads: {timeit.timeit(main, number=1):.3f} s")
