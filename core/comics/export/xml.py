"""What may stand in XML."""

import re

# XML 1.0 § 2.2; a title may hold anything that somebody typed.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """Return a text without the characters that no XML document may hold."""
    return _ILLEGAL.sub("", text)
