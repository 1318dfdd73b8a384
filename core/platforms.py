"""The places where a person can be met."""

from enum import StrEnum


class Platform(StrEnum):
    """A front end with identities of its own."""

    DISCORD = "discord"
    TELEGRAM = "telegram"
    CONSOLE = "console"
    WEB = "web"
