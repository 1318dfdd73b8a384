"""Which age ratings are shown where: the rule for every platform in one place (trust.md, § Moderation)."""

from core.platforms import Platform

MOST_LEVEL = 3
GENERAL_LEVEL = 1  # suggestive at most, and behind a veil: what any place shows where nobody said otherwise


def highest_shown(platform: Platform, *, in_space: bool, chosen: int | None, age_restricted: bool) -> int:
    """Return the highest rating (0 to 3) that may be shown in a place.

    Level 2 and above only where the platform itself keeps minors out; in Telegram groups, which know no such mark,
    nothing rated until an admin has chosen a level.

    Args:
        platform: Where it is.
        in_space: Whether it is a server's channel or a group, not a private chat.
        chosen: The level that admins chose for the space or the channel; None where nobody did.
        age_restricted: Whether the platform marks the place as age-restricted at this moment.
    """
    if platform is Platform.CONSOLE:
        return MOST_LEVEL
    if not in_space:
        return GENERAL_LEVEL
    if platform is Platform.TELEGRAM:
        return chosen or 0
    possible = MOST_LEVEL if age_restricted else GENERAL_LEVEL
    return possible if chosen is None else min(chosen, possible)
