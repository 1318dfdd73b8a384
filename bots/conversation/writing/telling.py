"""What is said of a text: that it is being written, how it reads, who wrote it, and what can be done with it."""

from dataclasses import replace

from bots.conversation import results
from bots.conversation.actions import Action
from bots.conversation.replies import Button, Reply, Tone
from bots.conversation.turns import Context
from core.i18n import Translator
from core.jobs.models import Job
from core.jobs.states import ENDED, State
from core.jobs.writing import TEMPLATE, Task, Writing
from core.writing.using import text_of


async def taken(context: Context, job: Job) -> Reply:
    """Say that a text is being written, or show it where it is there at once."""
    if job.state is State.SUCCEEDED:
        return replace(shown(context.say, job), job=None)
    said = await results.accepted(context, job)
    return replace(said, text=said.text if said.eta else context.say.gettext("Writing…"))


def finished(say: Translator, job: Job) -> Reply:
    """Return the answer to a text's job: the text, or why there is none."""
    if job.state is State.SUCCEEDED:
        return shown(say, job)
    told = results.outcome(say, job, [], public_url="")
    if job.state not in ENDED:
        return told
    text = told.text
    if job.state is State.FAILED:
        text = say.gettext("Nobody here could write this. Your credits are back.")
    return replace(told, text=text, rows=((_again(say, job),),) if job.draw.writing else ())


def shown(say: Translator, job: Job) -> Reply:
    """Show a text with what can be done with it; nothing is drawn or changed before a button says so."""
    text, writing = text_of(job), job.draw.writing
    if not text or writing is None:
        return Reply(text=say.gettext("This text is no longer kept. Ask for it again."), job=job.id)
    lines = (_said_of(say, job, writing), *_stood_in(say, job))
    small = "" if job.draw.model == TEMPLATE else say.gettext("written by {model}", model=job.draw.model)
    return Reply(
        text=lines[0], quote=text, lines=lines[1:], small=small, rows=(_buttons(say, job, writing),), job=job.id
    )


def _said_of(say: Translator, job: Job, writing: Writing) -> str:
    match writing.task:
        case Task.EXPAND if text_of(job) == job.draw.prompt:
            return say.gettext("Your words say it all already. Shall I draw this?")
        case Task.EXPAND:
            return say.gettext("I would say it like this. Shall I draw it?")
        case Task.SCRIPT:
            return say.gettext("Here is a script. Shall I draw its storyboard?")
        case Task.DIALOGUE:
            return say.gettext("These would be the words. Shall I take them? What is drawn stays.")


def _stood_in(say: Translator, job: Job) -> tuple[str, ...]:
    """Say who wrote in whose place."""
    if not job.draw.wished:
        return ()
    wished = job.draw.wished.rpartition("/")[2]
    return (say.gettext("{wished} could not, so {model} wrote this.", wished=wished, model=job.draw.model),)


def _buttons(say: Translator, job: Job, writing: Writing) -> tuple[Button, ...]:
    edit = Button(say.gettext("Edit"), str(Action("wordedit", job.id)), "✏️")
    match writing.task:
        case Task.EXPAND:
            draw = Button(say.gettext("Draw it"), str(Action("worddraw", job.id)), "🖌️", Tone.STRONG)
            mine = Button(say.gettext("Draw mine"), str(Action("wordmine", job.id)), "↩️")
            return draw, edit, mine, _again(say, job)
        case Task.SCRIPT:
            board = Button(say.gettext("Storyboard"), str(Action("wordboard", job.id)), "🎬", Tone.STRONG)
            return board, replace(edit, label=say.gettext("Edit script")), _again(say, job)
        case Task.DIALOGUE:
            use = Button(say.gettext("Use these words"), str(Action("worduse", job.id)), "✅", Tone.STRONG)
            return use, replace(edit, label=say.gettext("Edit script")), _again(say, job)


def _again(say: Translator, job: Job) -> Button:
    return Button(say.gettext("Write another"), str(Action("wordagain", job.id)), "🔄")
