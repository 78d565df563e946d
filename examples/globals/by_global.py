"""A global list: which changes does the other process get to see?"""

import multiprocessing

changes = []


def look(pipe):
    """In the child: add a change of its own, tell which ones there are."""
    pipe.recv()
    changes.append("by the child")
    pipe.send(changes)


def main(method="fork"):
    """Change the list before the start and after it; compare notes."""
    context = multiprocessing.get_context(method)
    here, there = context.Pipe()
    changes[:] = ["before the start"]
    process = context.Process(target=look, args=(there,))
    process.start()
    there.close()
    changes.append("after the start")
    here.send("look now")
    seen_by_child = here.recv()
    process.join()
    seen = {"before": seen_by_child.count("before the start")}
    seen["after"] = seen_by_child.count("after the start")
    return seen | {"from_child": changes.count("by the child")}


if __name__ == "__main__":
    for method in multiprocessing.get_all_start_methods():
        print(f"{method}: {main(method)}")
