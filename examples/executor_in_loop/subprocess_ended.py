"""A program is run from the event loop, and ended when it takes too long."""

import asyncio
import sys
import time

COUNT = "print(sum(number * number for number in range({})), flush=True)"


async def run(numbers, seconds):
    """Run a program that computes; return its status, or end it."""
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        COUNT.format(numbers),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        await asyncio.wait_for(program.communicate(), seconds)
    except asyncio.TimeoutError:
        program.kill()
        await program.wait()
    return program.returncode


async def run_all(seconds):
    """Run a short program and one that would take hours, both at once."""
    return await asyncio.gather(run(1000, 10), run(10**12, seconds))


def main(seconds=0.1):
    """Count the programs that came to their end, and those ended."""
    codes = asyncio.run(run_all(seconds))
    return {"finished": codes.count(0), "ended": len(codes) - codes.count(0)}


if __name__ == "__main__":
    started = time.perf_counter()
    print(main(), f"in {time.perf_counter() - started:.3f} s")
