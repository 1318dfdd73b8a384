"""What may go wrong between us and Home Assistant, in the words that the rest of the bridge knows."""


class HomeTrouble(Exception):
    """Home Assistant did not do what was asked."""


class Away(HomeTrouble):
    """The connection is not there, or was lost before the answer came; whether the request arrived is not known."""

    def __init__(self, cause: Exception | None = None) -> None:
        """Keep what the library said; None while there is no connection at all."""
        super().__init__(f"{type(cause).__name__}: {cause}" if cause else "not connected")


class Unsent(Away):
    """There was no connection, so nothing was sent."""


class Silent(Away):
    """No answer came in time."""

    def __init__(self, kind: str, seconds: float) -> None:
        """Name the command and how long it was waited for."""
        super().__init__(TimeoutError(f"{kind} was not answered in {seconds:.0f} s"))


class TokenRefused(Away):
    """Home Assistant does not know the token, or it has ended."""


class TokenRenewed(Away):
    """There is a new token; we come back with it."""


class Declined(HomeTrouble):
    """Home Assistant answered that it will not: ``code`` is its own word ("unauthorized", "invalid_format" …)."""

    def __init__(self, code: str, message: str) -> None:
        """Keep Home Assistant's words."""
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class NotUnderstood(HomeTrouble):
    """The answer to a command is none that we know."""

    def __init__(self, kind: str) -> None:
        """Name the command."""
        super().__init__(f"the answer to {kind} is not understood")
