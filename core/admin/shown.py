"""The settings of a process as admins may see them: what is set, and never what a secret is."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import SecretStr

from core.settings import ProcessSettings


@dataclass(frozen=True, slots=True)
class Shown:
    """A setting by its name in the environment; ``value`` is None for what is secret, "" for what is not set."""

    name: str
    about: str
    value: str | None
    is_set: bool
    is_usual: bool


def shown(settings: ProcessSettings) -> Sequence[Shown]:
    """Return every setting of a process, by name.

    What pydantic would not print (``repr=False``: addresses with a password in them) counts as secret.
    """
    found = []
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        is_secret = isinstance(value, SecretStr) or not field.repr or "SecretStr" in str(field.annotation)
        is_set = value not in (None, "", {}) and not (isinstance(value, SecretStr) and not value.get_secret_value())
        told = None if is_secret else str(value) if is_set else ""
        found.append(Shown(name.upper(), field.description or "", told, is_set, name not in settings.model_fields_set))
    return sorted(found, key=lambda one: one.name)
