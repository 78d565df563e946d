"""Compress blocks of data in two shares, one after the other."""

import bz2
import time
import zlib

COMPRESS = {"zlib": zlib.compress, "bz2": bz2.compress}


def compress_blocks(codec, data, blocks):
    """Compress the same block again and again; return its new size."""
    for _ in range(blocks):
        size = len(COMPRESS[codec](data))
    return size


def main(workers=2, codec="zlib", blocks=20):
    """Compress each worker's share of the blocks: 300 kilobytes each."""
    data = " ".join(map(str, range(50_000))).encode()
    for _ in range(workers):
        size = compress_blocks(codec, data, blocks // workers)
    return {"size": size}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"one by one: {time.perf_counter() - started:.3f} s")
