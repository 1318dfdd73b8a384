"""Handing a wish in: the models of the house, the place it goes to, the answer that it is taken."""

from bots.conversation.replies import Reply
from bots.conversation.results import accepted
from bots.conversation.turns import Context
from core.engines import ModelCard
from core.jobs import queries as jobs
from core.jobs.service import Request, submit
from core.jobs.specs import DrawSpec
from core.privacy import Visibility, checked_visibility


async def known_models(context: Context) -> list[ModelCard]:
    """Return the models in the house's order."""
    engines = context.setting.policy.engines
    return await jobs.models(context.session, now=context.now, engines=engines)


async def hand_in(context: Context, spec: DrawSpec, visibility: Visibility) -> Reply:
    """Take a job and say where it stands.

    Raises:
        DomainError: as ``submit`` does.
    """
    request = Request(context.turn.key, visibility, context.reply_to, context.closed, context.allowed)
    job = await submit(
        context.session, context.person, spec=spec, request=request, policy=context.setting.policy, now=context.now
    )
    return await accepted(context, job)


def wished_reach(context: Context, value: object) -> Visibility:
    """Return how far a result is to reach: as was said, else as usual."""
    return checked_visibility(value) if isinstance(value, str) and value else context.usual_reach
