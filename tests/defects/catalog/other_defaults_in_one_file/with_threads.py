"""Wait three times."""


def main(waits=30):
    """Wait again and again."""
    print(waits)
