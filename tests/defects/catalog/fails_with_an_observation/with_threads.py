"""Wait three times."""


def main(waits=3):
    """Wait again and again."""
    print(waits)
