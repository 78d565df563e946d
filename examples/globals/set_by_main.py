"""A pool whose workers rely on a global that the program sets."""

import multiprocessing


def price(item):
    """Look up the price of one item."""
    return menu[item]


if __name__ == "__main__":
    menu = {"tea": 3, "cake": 5}
    # The default on Linux from Python 3.14 on; before, it was "fork".
    context = multiprocessing.get_context("forkserver")
    with context.Pool(2) as pool:
        print("total:", sum(pool.map(price, ["tea", "cake"])))
