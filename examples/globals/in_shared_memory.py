"""Shared memory: which changes does the other process get to see?"""

import multiprocessing
from multiprocessing.shared_memory import SharedMemory


def look(pipe, name):
    """In the child: add a change of its own, tell which ones there are."""
    pipe.recv()
    shared = SharedMemory(name)
    shared.buf[2] = 1
    pipe.send(list(shared.buf[:3]))
    shared.close()


def main(method="fork"):
    """Change the memory before the start and after it; compare notes."""
    context = multiprocessing.get_context(method)
    here, there = context.Pipe()
    shared = SharedMemory(create=True, size=3)
    shared.buf[0] = 1
    process = context.Process(target=look, args=(there, shared.name))
    process.start()
    there.close()
    shared.buf[1] = 1
    here.send("look now")
    before, after, _ = here.recv()
    process.join()
    from_child = shared.buf[2]
    shared.close()
    shared.unlink()
    return {"before": before, "after": after, "from_child": from_child}


if __name__ == "__main__":
    for method in multiprocessing.get_all_start_methods():
        print(f"{method}: {main(method)}")
