"""What the launcher says when it cannot go on."""


class Trouble(Exception):  # noqa: N818 - it is not an error of ours but the state of the machine
    """One sentence for the person at the terminal that says what to do."""
