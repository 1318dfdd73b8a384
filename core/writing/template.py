"""The writer that needs no model: small, the same for the same dice, and always there."""

from random import Random

from core.comics.inventing import invent
from core.comics.script import FILE, parse
from core.engines import ModelCard
from core.jobs.states import Kind
from core.jobs.writing import TEMPLATE, Task, Writing
from core.writing.expanding import expand
from core.writing.filling import NothingToFill, fill

TEMPLATE_CARD = ModelCard(name=TEMPLATE, engine=TEMPLATE, title="Template", cost=0, makes=(Kind.SCRIPT,))


def by_template(prompt: str, writing: Writing, *, dice: Random) -> str:
    """Return the text that is asked for.

    Raises:
        IdeaEmpty, IdeaTooLong: the prompt is no idea for a comic.
        NothingToFill: the comic has words everywhere.
    """
    match writing.task:
        case Task.EXPAND:
            return expand(prompt, language=writing.language, dice=dice)
        case Task.SCRIPT:
            return invent(prompt, panels=writing.panels, language=writing.language, dice=dice)
        case Task.DIALOGUE:
            script = parse(writing.script, limits=FILE, language=writing.language).script
            if script is None:
                raise NothingToFill
            return fill(script, dice=dice)
