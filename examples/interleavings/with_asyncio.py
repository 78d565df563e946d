"""Three coroutines log each step of their work: the same log again?"""

import asyncio


def compute():
    """Do one step: the same work every time."""
    return sum(number % 7 == 0 for number in range(14_000))


async def work(name, steps, log):
    """Do some steps; log each, and give way."""
    for _ in range(steps):
        compute()
        log.append(name)
        await asyncio.sleep(0)


async def run(steps):
    """Start three coroutines; return who did which step, in order."""
    log = []
    await asyncio.gather(*(work(name, steps, log) for name in "ABC"))
    return "".join(log)


def main(steps=20, rounds=5):
    """Do the same again and again; count how many different logs came."""
    logs = [asyncio.run(run(steps)) for _ in range(rounds)]
    return {"interleavings": len(set(logs)), "first": logs[0]}


if __name__ == "__main__":
    print("asyncio: {interleavings} ({first} …)".format(**main()))
