"""Wait three times."""


def main(waits):
    """Wait again and again."""
    print(waits)
