"""Whether every part may stand in a work under AGPL-3.0-or-later."""

from collections.abc import Iterable

from license_expression import ExpressionError, get_spdx_licensing

from launcher.supply.parts import Part

# Sources: the Free Software Foundation's list of licences compatible with version 3 of its GPL
# (https://www.gnu.org/licenses/license-list.html), and for fonts, which are data beside a program, the OFL's own FAQ.
ALLOWED = frozenset(
    {
        "0BSD", "AGPL-3.0-only", "AGPL-3.0-or-later", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0",
        "CC0-1.0", "CNRI-Python", "GPL-2.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later", "HPND", "ISC",
        "LGPL-2.0-or-later", "LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later",
        "LLVM-exception", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "OFL-1.1", "PSF-2.0", "Python-2.0", "Unicode-3.0",
        "Unlicense", "Zlib",
    }
)  # fmt: skip
_SPDX = get_spdx_licensing()


def fits(expression: str) -> bool:
    """Tell whether somebody may choose from an SPDX expression so that only allowed licences remain.

    What is no expression, or names a licence that SPDX doesn't, fits nothing.
    """
    try:
        parsed = _SPDX.parse(expression, validate=True, strict=True)
    except ExpressionError:
        return False
    if parsed is None:
        return False
    every = {symbol: _SPDX.TRUE if _allowed(str(symbol)) else _SPDX.FALSE for symbol in parsed.symbols}
    return bool(parsed.subs(every, simplify=True) == _SPDX.TRUE)


def refused(parts: Iterable[Part]) -> list[Part]:
    """Return the parts whose licence doesn't fit, or is not known."""
    return [part for part in parts if not fits(part.licence)]


def _allowed(symbol: str) -> bool:
    return all(word in ALLOWED for word in symbol.split(" WITH "))
