"""The areas of the log: what the actions of one begin with, and what people call it."""

from collections.abc import Mapping
from types import MappingProxyType

from core.i18n import N_

# Buttons in chats name an area by its place here, so new ones come last.
AREAS: Mapping[str, str] = MappingProxyType(
    {
        "role": N_("roles"),
        "quota": N_("credits"),
        "block": N_("blocks"),
        "space": N_("servers and channels"),
        "announcement": N_("announcements"),
        "erasure": N_("erasures"),
        "export": N_("copies of data"),
        "login": N_("sign-ins"),
        "private": N_("looks at private things"),
        "home": N_("the house"),
        "case": N_("complaints"),
        "queue": N_("the queue"),
        "job": N_("other people's jobs"),
        "sessions": N_("people signed out"),
        "moderator": N_("moderators"),
        "token": N_("tokens"),
        "audit": N_("the log itself"),
    }
)
