"""A pool is given a function with a name, at the top of the file."""

import multiprocessing


def square(number):
    """Do what the lambda did."""
    return number**2


if __name__ == "__main__":
    with multiprocessing.Pool(2) as pool:
        print(pool.map(square, range(3)))
