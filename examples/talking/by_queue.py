"""A queue: any number of processes put in and take out."""

import multiprocessing


def square(tasks, results):
    """Take numbers and put in their squares, until there is none."""
    for number in iter(tasks.get, None):
        results.put((number, number * number))


def main(items=1_000, workers=2):
    """Return how many answers were right."""
    tasks, results = multiprocessing.Queue(), multiprocessing.Queue()
    args = tasks, results
    processes = []
    for _ in range(workers):
        process = multiprocessing.Process(target=square, args=args)
        process.start()
        processes.append(process)
    for number in range(items):
        tasks.put(number)
    for _ in range(workers):
        tasks.put(None)  # one end sign for each of them
    squares = dict(results.get(timeout=10) for _ in range(items))
    for process in processes:
        process.join()  # only now: the queue is empty
    right = sum(squares[number] == number**2 for number in range(items))
    return {"items": right}


if __name__ == "__main__":
    print(f"right answers through a queue: {main()['items']}")
