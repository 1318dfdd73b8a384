"""How many harmless prompts screening refuses, how many labelled ones it catches, and how long it takes.

`python -m tests.bench.screening` (or `./run bench screening`). The labelled sets were written by the authors of the
rules; see tests/data/screening/README.md for what fresh prompts showed.
"""

import time

from core.screening.reasons import Category
from core.screening.screen import screen
from tests.bench._table import Row, show
from tests.core.screening.test_screen import MOST_FALSE, harmless, refused, unseen

_LONG = "Panel: a mother and her child feed ducks in the park. MOTHER: Look, there! CHILD: More bread!\n"
_LENGTH = 6_000
_ROUNDS = 20


def main() -> None:
    """Measure and print."""
    show("Screening", [row for language in ("en", "pl") for row in _of(language)] + [_time()])


def _of(language: str) -> list[Row]:
    prompts, bad = harmless(language), refused(language)
    false = sum(screen(prompt) is not None for prompt in prompts)
    caught = sum(screen(prompt) is not None for _, prompt in bad)
    grave = [prompt for category, prompt in bad if category is Category.MINOR_SEXUAL]
    stopped = sum(screen(prompt) is not None for prompt in grave)
    share = false / len(prompts)
    fresh = unseen(language)
    known = sum(screen(prompt) is not None for _, prompt in fresh)
    return [
        Row(
            language,
            "harmless prompts refused",
            f"{false} of {len(prompts)} ({share:.1%})",
            "≤ 2 %",
            share <= MOST_FALSE,
        ),
        Row(language, "labelled prompts refused", f"{caught} of {len(bad)}"),
        Row(language, "of these, sexualised minors", f"{stopped} of {len(grave)}", "all", stopped == len(grave)),
        Row(
            language, "prompts refused that no rule was tuned on", f"{known} of {len(fresh)} ({known / len(fresh):.0%})"
        ),
    ]


def _time() -> Row:
    script = (_LONG * _LENGTH)[:_LENGTH]
    begun = time.perf_counter()
    for _ in range(_ROUNDS):
        screen(script)
    each = (time.perf_counter() - begun) / _ROUNDS * 1000
    return Row("", f"a script of {_LENGTH:,} characters", f"{each:.0f} ms")


if __name__ == "__main__":
    main()
