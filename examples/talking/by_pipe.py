"""A pipe: two ends, one for each of two processes, for both directions."""

import multiprocessing


def square(connection):
    """Answer each number with its square, until there is none."""
    while (number := connection.recv()) is not None:
        connection.send(number * number)


def main(items=1_000):
    """Return how many answers were right."""
    here, there = multiprocessing.Pipe()
    args = (there,)
    process = multiprocessing.Process(target=square, args=args, daemon=True)
    process.start()
    there.close()  # so that recv() fails when the child is gone
    right = 0
    for number in range(items):
        here.send(number)
        right += here.recv() == number * number
    here.send(None)
    process.join()
    return {"items": right}


if __name__ == "__main__":
    print(f"right answers through a pipe: {main()['items']}")
