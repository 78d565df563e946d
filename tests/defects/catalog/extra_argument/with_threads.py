"""Wait three times."""


def main(seconds, waits=3):
    """Wait again and again."""
    print(waits)
