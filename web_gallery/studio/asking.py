"""What the form of a picture holds: as it was typed, and as the wish that it means."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from core.clock import new_id
from core.gallery.shelves import shape_of
from core.jobs.models import Job
from core.jobs.service import Policy, Request
from core.jobs.specs import LARGEST_SEED, MOST_PICTURES, CountOutOfRange, SeedOutOfRange, Wish
from core.media.models import Media
from core.privacy import Visibility, checked_visibility
from core.quotas.limits import limits_with
from core.signing import signature, signature_fits
from core.users.models import User
from web_gallery.settings import WebSettings

_REFERENCE = "reference"
_MOST_KEY = 64
_AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Typed:
    """A picture's form as it stands; "" is what was left as usual, ``reference`` a key with our signature."""

    prompt: str = ""
    style: str = ""
    shape: str = ""
    count: str = "1"
    model: str = ""
    seed: str = ""
    visibility: str = ""
    reference: str = ""
    key: str = ""


def typed_of(fields: Mapping[str, str]) -> Typed:
    """Return what a sent form holds."""
    return Typed(
        prompt=fields.get("prompt", ""),
        style=fields.get("style", ""),
        shape=fields.get("shape", ""),
        count=fields.get("count", "1").strip(),
        model=fields.get("model", ""),
        seed=fields.get("seed", "").strip(),
        visibility=fields.get("visibility", ""),
        reference=fields.get("reference-key", ""),
        key=fields.get("key", ""),
    )


def begun_by(person: User) -> Typed:
    """Return an empty form with the person's usual choices."""
    model = person.default_model or ""
    return Typed(
        style=person.default_style or "", model="" if model == _AUTO else model, visibility=person.visibility.value,
        key=new_id().hex,
    )  # fmt: skip


def again(job: Job, person: User, settings: WebSettings) -> Typed:
    """Return a form filled as a job was asked for, for changing it."""
    spec = job.draw
    typed = Typed(
        prompt=spec.prompt, style=spec.style, shape=spec.shape.value, count=str(spec.count), model=spec.model,
        visibility=job.visibility.value, key=new_id().hex,
    )  # fmt: skip
    return replace(typed, reference=signed(spec.reference, person, settings)) if spec.reference else typed


def like_picture(media: Media, person: User) -> Typed:
    """Return a form with what a picture's page says of it; a hidden prompt stays with its owner."""
    is_told = media.owner_id == person.id or not media.prompt_hidden
    return replace(
        begun_by(person), prompt=media.prompt if is_told else "", style=media.style,
        shape=shape_of(media.width, media.height).value, model=media.target.rpartition("/")[2],
    )  # fmt: skip


def fresh(typed: Typed) -> Typed:
    """Return a form that makes another job when it is sent again."""
    return replace(typed, key=new_id().hex)


def wish_of(typed: Typed, person: User, settings: WebSettings) -> Wish:
    """Return the wish that a form means.

    Raises:
        CountOutOfRange, SeedOutOfRange: these are no numbers; the rest is checked by ``core.jobs.specs.draw_spec``.
    """
    return Wish(
        prompt=typed.prompt,
        style=typed.style or None,
        shape=typed.shape or None,
        count=_count(typed.count),
        model=typed.model or None,
        seed=_seed(typed.seed),
        reference=reference_of(typed, person, settings),
    )


def request_of(typed: Typed, person: User) -> Request:
    """Return what comes with the wish; the same form sent twice makes one job.

    Raises:
        UnknownVisibility: there is none of this name.
    """
    reach = checked_visibility(typed.visibility) if typed.visibility else person.visibility
    return web_request(person, typed.key, reach)


def web_request(person: User, key: str, reach: Visibility = Visibility.PRIVATE) -> Request:
    """Return the request that a form's own key names."""
    return Request(f"web:{person.id}:{key[:_MOST_KEY] or new_id().hex}", reach)


def policy_of(settings: WebSettings) -> Policy:
    """Return how much people may ask for here."""
    expiry = timedelta(hours=settings.job_expiry_hours)
    return Policy(limits_with(settings.credits_a_day), expiry, settings.engine_order, settings.writer_order)


def signed(key: str, person: User, settings: WebSettings) -> str:
    """Return a kept picture's key as a form carries it, so that nobody starts from what is not theirs."""
    return f"{key}|{signature(settings.signing_key, _REFERENCE, str(person.id), key)}"


def reference_of(typed: Typed, person: User, settings: WebSettings) -> str | None:
    """Return the key of the picture to start from, None where there is none or the signature is not ours."""
    key, _, given = typed.reference.partition("|")
    fits = signature_fits(given, settings.signing_key, _REFERENCE, str(person.id), key)
    return key if key and fits else None


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_PICTURES))):
        raise CountOutOfRange(count=text[:20] or "0", limit=MOST_PICTURES)
    return int(text)


def _seed(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST_SEED))):
        raise SeedOutOfRange(limit=LARGEST_SEED)
    return int(text)
