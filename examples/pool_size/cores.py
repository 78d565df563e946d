"""How many cores are there, and how many of them may we use?"""

import os


def usable_cores():
    """Count the cores that this process may use."""
    if hasattr(os, "process_cpu_count"):  # from Python 3.13 on
        return os.process_cpu_count()
    if hasattr(os, "sched_getaffinity"):  # Linux
        return len(os.sched_getaffinity(0))
    return os.cpu_count()


def main():
    """Count; keep to one core, where the system has that; count again."""
    seen = {"cores": os.cpu_count(), "usable": usable_cores()}
    if pins := hasattr(os, "sched_setaffinity"):  # Linux
        ours = os.sched_getaffinity(0)
        os.sched_setaffinity(0, [min(ours)])
    seen |= {"pinned": os.cpu_count(), "usable_pinned": usable_cores()}
    if pins:
        os.sched_setaffinity(0, ours)  # as it was before
    return seen


if __name__ == "__main__":
    seen = main()
    print("cores:", seen["cores"], "usable:", seen["usable"])
    print("and when the program is pinned to one core:")
    print("cores:", seen["pinned"], "usable:", seen["usable_pinned"])
