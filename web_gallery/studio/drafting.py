"""The order for a draft of a comic's pages."""

from core.comics.directing import style_named
from core.comics.layout import usual_size
from core.comics.script import format_script
from core.comics.script.model import PageSize, Script
from core.engines import Shape
from core.jobs.drafts import DRAFT_CARD
from core.jobs.pages import Pages
from core.jobs.specs import DEFAULT_STYLE, DrawSpec

_SEED = 1


def pages_draft(script: Script, size: PageSize | None, style: str) -> DrawSpec:
    """Return the order; ``style`` is what was chosen beside the script, "" for the script's own."""
    chosen = style_named(style) or style_named(script.style)
    return DrawSpec(
        prompt="draft",
        engine=DRAFT_CARD.engine,
        model=DRAFT_CARD.name,
        style=chosen or DEFAULT_STYLE,
        shape=Shape.SQUARE,
        width=1024,
        height=1024,
        seed=script.seed if script.seed is not None else _SEED,
        cost=0,
        pages=Pages(
            script=format_script(script),
            size=(size or usual_size(script)).value,
            language="pl" if script.language == "pl" else "en",
            draft=True,
        ),
    )
