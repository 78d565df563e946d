# /// script
# requires-python = ">=3.10"
# dependencies = ["dask>=2025.1", "distributed>=2025.1"]
# ///
"""A cluster on this machine, until standard input is closed."""

import sys
import tempfile

import dask
from distributed import LocalCluster

LOCAL = {
    "host": "127.0.0.1",
    "dashboard_address": "127.0.0.1:0",
    "silence_logs": "CRITICAL",  # workers complain when they are ended
}


def main():
    """Start a scheduler and two workers, and print the address."""
    with LocalCluster(n_workers=2, threads_per_worker=1, **LOCAL) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        dask.config.set(temporary_directory=folder)
        main()
