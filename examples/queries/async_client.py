# /// script
# requires-python = ">=3.10"
# dependencies = ["psycopg[binary]>=3.2"]
# ///
"""Query PostgreSQL in coroutines, by a client made for asyncio."""

import asyncio
import atexit
import os
import sys
import timeit
from subprocess import PIPE, Popen

import psycopg


async def ask(address, query, queries):
    """Connect and ask; others go on until there is an answer."""
    async with await psycopg.AsyncConnection.connect(address) as connection:
        for _ in range(queries):
            await connection.execute(query)


def main(address="", query="SELECT pg_sleep(0.01)", queries=20, clients=5):
    """Let each client ask its share, in a coroutine of its own."""

    async def ask_all():
        share = queries // clients
        asking = (ask(address, query, share) for _ in range(clients))
        await asyncio.gather(*asking)

    asyncio.run(ask_all())


def server():
    """Start PostgreSQL in a folder of its own; both go when we end."""
    user = None if os.getuid() else "postgres"  # it refuses root
    how = {"user": user, "cwd": "/tmp", "start_new_session": True}
    try:
        shell = Popen(["sh", "-c", START], stdin=PIPE, stdout=PIPE, **how)
    except KeyError:
        sys.exit("PostgreSQL refuses root, and there is no user postgres.")
    atexit.register(shell.communicate)
    address = shell.stdout.readline().decode()
    return address or sys.exit("PostgreSQL is missing or can't start here.")


START = r"""exec 2>/dev/null; folder=$(mktemp -d /tmp/pg-XXXXXX) || exit
trap '' PIPE; trap 'kill -QUIT $!; wait; rm -r $folder' EXIT
PATH=$(ls -d /usr/lib/postgresql/*/bin | sort -rV | tr '\n' :)$PATH
initdb -D $folder/data -A trust -U me -E UTF8 --no-locale -N >&2 || exit
postgres -D $folder/data -k $folder -h '' -N 200 -F &
until pg_isready -qh $folder; do kill -0 $! && sleep 0.02 || exit; done
echo host=$folder user=me dbname=postgres; read -r line"""

if __name__ == "__main__":
    address = server()
    took = timeit.timeit(lambda: main(address), number=1)
    print(f"async client: {took:.3f} s")
