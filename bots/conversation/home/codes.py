"""The second factor: ``/home code`` sets an authenticator up, in a private chat only."""

from io import BytesIO

import segno

from bots.conversation.actions import Action
from bots.conversation.declaration import Options
from bots.conversation.home.guard import on_record
from bots.conversation.replies import Button, Field, Form, Picture, Reply, Tone
from bots.conversation.turns import Context
from core.audit.service import record
from core.errors import DomainError, Refusal
from core.home import codes
from core.i18n import N_

_CODE_LENGTH = 10
_PIXELS, _QUIET = 8, 4  # a square's side, and the white margin in squares that ISO/IEC 18004 § 9.1 asks for


class OnlyPrivately(DomainError):
    """A secret, asked for where others read."""

    refusal = Refusal.FORBIDDEN
    code = "home-code-public"
    msgid = N_("I show the secret only in a private chat with me. Write to me there.")


@on_record("code")
async def code(context: Context, _options: Options) -> Reply:
    """Show a new secret; who has an authenticator already gives one of its codes first."""
    if context.turn.space_id is not None:
        raise OnlyPrivately
    if await codes.is_enrolled(context.session, context.person):
        say = context.say
        change = Button(say.gettext("Change it"), str(Action("homerenew")), tone=Tone.DANGER)
        text = say.gettext("Your authenticator is set up. To change it, give one of its codes.")
        return Reply(text=text, rows=((change,),), private=True)
    return await _secret(context)


@on_record("code")
async def press_renew(context: Context, _action: Action) -> Reply:
    """Ask for a code of the authenticator that is to be changed."""
    return Reply(form=_form(context, "homerenewed"))


@on_record("code")
async def submit_renewed(context: Context, _action: Action, fields: dict[str, str]) -> Reply:
    """Show a new secret to whoever gave a code of the old one."""
    if context.turn.space_id is not None:
        raise OnlyPrivately
    await _take(context, fields, enrolling=False)
    return await _secret(context)


@on_record("code")
async def press_enter(context: Context, _action: Action) -> Reply:
    """Ask for the first code."""
    return Reply(form=_form(context, "homeenrolled"))


@on_record("code")
async def submit_enrolled(context: Context, _action: Action, fields: dict[str, str]) -> Reply:
    """Let the authenticator count."""
    await _take(context, fields, enrolling=True)
    await record(
        context.session,
        context.person.id,
        "home.code-set",
        f"user:{context.person.id}",
        origin=context.turn.platform.value,
        now=context.now,
    )
    return Reply(text=context.say.gettext("Your authenticator is set up."), private=True)


async def _take(context: Context, fields: dict[str, str], *, enrolling: bool) -> None:
    await codes.require_code(
        context.session,
        context.person,
        fields.get("code", "")[:_CODE_LENGTH],
        sealing=context.keys.sealing,
        now=context.now,
        enrolling=enrolling,
    )


async def _secret(context: Context) -> Reply:
    say = context.say
    secret = await codes.enrol(context.session, context.person, sealing=context.keys.sealing, now=context.now)
    enter = Button(say.gettext("Enter the first code"), str(Action("homeenter")), "🔑", Tone.STRONG)
    return Reply(
        text=say.gettext("Let your authenticator app read this picture, or type the letters in:"),
        lines=(" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),),
        pictures=(_qr(codes.address(secret, context.person.name), alt=say.gettext("The secret as a QR code")),),
        small=say.gettext("Delete this message afterwards. It is asked for when you unlock, open or disarm something."),
        rows=((enter,),),
        private=True,
        secret=True,
    )


def _qr(address: str, *, alt: str) -> Picture:
    """Draw an address for the camera of a phone."""
    code = segno.make_qr(address, error="m")
    drawn = BytesIO()
    code.save(drawn, kind="png", scale=_PIXELS, border=_QUIET)
    squares = len(code.matrix) + 2 * _QUIET
    side, data = squares * _PIXELS, drawn.getvalue()
    return Picture("", "image/png", "authenticator.png", side, side, len(data), alt=alt, data=data, squares=squares)


def _form(context: Context, verb: str) -> Form:
    field = Field(
        "code", context.say.gettext("Code from your authenticator"), most=_CODE_LENGTH, long=False, secret=True
    )
    return Form(context.say.gettext("Authenticator"), str(Action(verb)), (field,))
