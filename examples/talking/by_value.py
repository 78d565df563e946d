"""Value and Array: numbers in shared memory, with a lock beside them."""

import multiprocessing


def square(squares, done, first, last):
    """Fill in a share of the squares, and count them."""
    for number in range(first, last):
        squares[number] = number * number
        with done.get_lock():  # reading and writing back is two steps
            done.value += 1


def main(items=1_000):
    """Return how many squares the two processes have counted."""
    squares = multiprocessing.Array("q", items)
    done = multiprocessing.Value("i", 0)
    processes = []
    for first, last in (0, items // 2), (items // 2, items):
        args = squares, done, first, last
        process = multiprocessing.Process(target=square, args=args)
        process.start()
        processes.append(process)
    for process in processes:
        process.join()
    assert squares[:] == [number * number for number in range(items)]
    return {"items": done.value}


if __name__ == "__main__":
    print(f"squares in an array: {main()['items']}")
