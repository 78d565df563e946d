"""A pool whose workers are handed what they need, whatever the method."""

import multiprocessing

menu = {}


def remember(given):
    """In each worker, once: keep what the program hands over."""
    menu.update(given)


def price(item):
    """Look up the price of one item."""
    return menu[item]


if __name__ == "__main__":
    current = {"tea": 3, "cake": 5}
    for method in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context(method)
        with context.Pool(2, remember, (current,)) as pool:
            total = sum(pool.map(price, ["tea", "cake"]))
            print(f"{method}: total {total}")
