"""Three threads log each step of their work: is it the same log again?"""

import threading


def compute():
    """Do one step: the same work every time."""
    return sum(number % 7 == 0 for number in range(14_000))


def work(name, steps, log):
    """Do some steps; log each."""
    for _ in range(steps):
        compute()
        log.append(name)


def run(steps):
    """Start three threads; return who did which step, in order."""
    log, threads = [], []
    for name in "ABC":
        args = (name, steps, log)
        threads.append(threading.Thread(target=work, args=args))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return "".join(log)


def main(steps=20, rounds=5):
    """Do the same again and again; count how many different logs came."""
    logs = [run(steps) for _ in range(rounds)]
    return {"interleavings": len(set(logs)), "first": logs[0]}


if __name__ == "__main__":
    print("threads: {interleavings} ({first} …)".format(**main()))
