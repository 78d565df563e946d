"""Wait three times."""


def wait(waits=3):
    """Wait again and again."""
    print(waits)
