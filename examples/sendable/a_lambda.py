"""A pool is given a lambda."""

import multiprocessing

if __name__ == "__main__":
    with multiprocessing.Pool(2) as pool:
        print(pool.map(lambda number: number**2, range(3)))
