"""Read files one by one; they are written on import, outside the clock."""

import os
import pathlib
import tempfile
import timeit

FOLDER = tempfile.TemporaryDirectory()


def write(count, size, cached=True):
    """Write files. The system remembers them, unless told to forget."""
    for _ in range(count):
        file, name = tempfile.mkstemp(dir=FOLDER.name)
        os.write(file, bytes(size))
        if not cached and hasattr(os, "posix_fadvise"):
            os.fsync(file)
            os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(file)
        yield pathlib.Path(name)


FILES = {"small": [*write(200, 4096)], "large": [*write(8, 2_000_000)]}
FILES["forgotten"] = [*write(200, 4096, cached=False)]


def main(workers=4, kind="small", rounds=10):
    """Read share after share, as one of several workers would."""
    read = 0
    for share in range(workers):
        files = FILES[kind][share::workers] * rounds
        read += sum(len(file.read_bytes()) for file in files)
    return {"read": read}


if __name__ == "__main__":
    print(f"one by one: {timeit.timeit(main, number=1):.3f} s")
