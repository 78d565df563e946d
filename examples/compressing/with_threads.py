"""Compress blocks of data in two threads: it lets go of the GIL."""

import bz2
import threading
import time
import zlib

COMPRESS = {"zlib": zlib.compress, "bz2": bz2.compress}


def compress_blocks(codec, data, blocks):
    """Compress the same block again and again; return its new size."""
    for _ in range(blocks):
        size = len(COMPRESS[codec](data))
    return size


def main(workers=2, codec="zlib", blocks=20):
    """Start a thread per share, then wait until all have ended."""
    data = " ".join(map(str, range(50_000))).encode()
    sizes = []

    def work():
        sizes.append(compress_blocks(codec, data, blocks // workers))

    threads = []
    for _ in range(workers):
        threads.append(threading.Thread(target=work))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return {"size": sizes[0]}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"threads: {time.perf_counter() - started:.3f} s")
