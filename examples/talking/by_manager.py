"""A manager: a process that keeps an object and lets the others use it."""

import multiprocessing


def square(squares, first, last):
    """Fill in a share; each assignment goes to the manager's process."""
    for number in range(first, last):
        squares[number] = number * number


def main(items=1_000):
    """Return how many squares are in the dictionary that both filled."""
    with multiprocessing.Manager() as manager:
        squares = manager.dict()
        processes = []
        for first, last in (0, items // 2), (items // 2, items):
            args = squares, first, last
            process = multiprocessing.Process(target=square, args=args)
            process.start()
            processes.append(process)
        for process in processes:
            process.join()
        return {"items": len(squares.copy())}


if __name__ == "__main__":
    print(f"squares in a managed dictionary: {main()['items']}")
