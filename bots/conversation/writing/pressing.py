"""The buttons below a text: draw it, change it, use it, have another one."""

from bots.conversation.actions import Action
from bots.conversation.comics import asking as comic_asking
from bots.conversation.comics import telling as comic_telling
from bots.conversation.replies import Field, Form, Reply
from bots.conversation.reworking.submitting import hand_in, known_models
from bots.conversation.turns import Context
from bots.conversation.writing import asking
from core.comics import service as comics
from core.comics.models import Comic
from core.comics.script.model import PageSize
from core.comics.service import Look
from core.jobs.models import Job
from core.jobs.permits import require_making
from core.jobs.prompts import PROMPT_LENGTH
from core.jobs.specs import draw_spec
from core.jobs.writing import Task
from core.writing import using


async def draw(context: Context, action: Action) -> Reply:
    """Draw the better prompt."""
    job = await _text(context, action, Task.EXPAND)
    return await _drawn(context, job, using.text_of(job))


async def mine(context: Context, action: Action) -> Reply:
    """Draw the person's own prompt."""
    job = await _text(context, action, Task.EXPAND)
    return await _drawn(context, job, job.draw.prompt)


async def board(context: Context, action: Action) -> Reply:
    """Make a comic of the script and have its storyboard drawn."""
    job = await _text(context, action, Task.SCRIPT)
    return await _boarded(context, job, using.text_of(job))


async def use(context: Context, action: Action) -> Reply:
    """Take the other words for the comic; pages are set anew where nothing has to be drawn."""
    job = await _text(context, action, Task.DIALOGUE)
    return await _reworded(context, job, using.text_of(job))


async def edit(context: Context, action: Action) -> Reply:
    """Offer the text for changing."""
    job = await _text(context, action)
    verb = Action("wordedited", job.id)
    if using.writing_of(job).task is not Task.EXPAND:
        return comic_asking.ask_for_script(context, text=using.text_of(job), action=verb)
    field = Field("prompt", context.say.gettext("What to draw"), using.text_of(job), PROMPT_LENGTH)
    return Reply(form=Form(context.say.gettext("Edit and draw"), str(verb), (field,)))


async def edited(context: Context, action: Action, fields: dict[str, str]) -> Reply:
    """Take the text as somebody changed it."""
    job = await _text(context, action)
    match using.writing_of(job).task:
        case Task.EXPAND:
            return await _drawn(context, job, fields.get("prompt", ""))
        case Task.SCRIPT:
            return await _boarded(context, job, fields.get("script", ""))
        case Task.DIALOGUE:
            return await _reworded(context, job, fields.get("script", ""))


async def again(context: Context, action: Action) -> Reply:
    """Have another text written for the same."""
    require_making(context.person, closed=context.closed)
    job = await using.own_request(context.session, context.person, action.subject)
    writing, spec = using.writing_of(job), job.draw
    match writing.task:
        case Task.EXPAND:
            return await asking.enhance(context, using.wish_of(job, spec.prompt), job.visibility)
        case Task.SCRIPT:
            size = PageSize(writing.size) if writing.size else None
            look = Look(size, spec.style or None, job.visibility)
            return await asking.script(context, spec.prompt, panels=writing.panels, look=look)
        case Task.DIALOGUE:
            own = await comics.own(context.session, context.person, writing.comic)
            return await asking.reword(context, own, spec.prompt)


async def _text(context: Context, action: Action, task: Task | None = None) -> Job:
    require_making(context.person, closed=context.closed)
    return await using.own_text(context.session, context.person, action.subject, task=task)


async def _drawn(context: Context, job: Job, prompt: str) -> Reply:
    spec = draw_spec(using.wish_of(job, prompt), await known_models(context), dice=context.dice)
    return await hand_in(context, spec, job.visibility)


async def _boarded(context: Context, job: Job, text: str) -> Reply:
    own = await using.comic_of(context.session, context.person, job, text, now=context.now, dice=context.dice)
    return await _shown(context, own, job, text)


async def _reworded(context: Context, job: Job, text: str) -> Reply:
    own = await using.reworded(context.session, context.person, job, text)
    return await _shown(context, own, job, text)


async def _shown(context: Context, own: Comic, job: Job, text: str) -> Reply:
    """Go on with a comic whose script was just written or changed."""
    parsed = using.read(job, text)
    if parsed.script is None:
        return comic_telling.faulty(context.say, own, parsed)
    return await comic_asking.again(context, own, parsed)
