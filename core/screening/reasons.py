"""Why something is not drawn: a code for each reason, and the sentence that the person reads."""

from enum import StrEnum
from typing import ClassVar

from core.errors import DomainError, Refusal
from core.i18n import N_


class Category(StrEnum):
    """What the rules look for; a space may switch some of them off (``SWITCHABLE``)."""

    MINOR_SEXUAL = "minor-sexual"
    INTIMATE = "intimate"
    SEXUAL = "sexual"
    GORE = "gore"
    HATE = "hate"
    SELF_HARM = "self-harm"


# Sexualised minors and undressed acquaintances are drawn nowhere, whatever a space or an admin wishes.
SWITCHABLE = frozenset({Category.SEXUAL, Category.GORE, Category.HATE, Category.SELF_HARM})
CATEGORY_NAMES = {
    Category.MINOR_SEXUAL: N_("minors and sexuality"),
    Category.INTIMATE: N_("undressing real people"),
    Category.SEXUAL: N_("sexual content"),
    Category.GORE: N_("gore"),
    Category.HATE: N_("hate"),
    Category.SELF_HARM: N_("self-harm"),
}


class ScreenedOut(DomainError):
    """The words ask for something that is not drawn here; nothing was charged."""

    refusal = Refusal.FORBIDDEN
    category: ClassVar[Category]


class MinorSexual(ScreenedOut):
    """Somebody young and sexual content in one wish."""

    code = "screened-minor-sexual"
    category = Category.MINOR_SEXUAL
    msgid = N_("I don't draw this: it joins somebody young with nudity or sexuality. This can't be switched off.")


class IntimateOfReal(ScreenedOut):
    """A real person is to be undressed."""

    code = "screened-intimate"
    category = Category.INTIMATE
    msgid = N_("I don't draw this: it undresses or sexualises a real person. This can't be switched off.")


class Sexual(ScreenedOut):
    """Sexual content where it is not wanted."""

    code = "screened-sexual"
    category = Category.SEXUAL
    msgid = N_("Sexual content is not drawn here. Leave that part out and ask again; nothing was charged.")


class Gore(ScreenedOut):
    """Cruelty shown for its own sake."""

    code = "screened-gore"
    category = Category.GORE
    msgid = N_("Such cruelty is not drawn here. Tell the scene without mutilation and ask again; nothing was charged.")


class Hate(ScreenedOut):
    """Hatred of a group, or its symbols praised."""

    code = "screened-hate"
    category = Category.HATE
    msgid = N_("Hatred of people and its symbols are not drawn here. Nothing was charged.")


class SelfHarm(ScreenedOut):
    """Suicide or self-injury."""

    code = "screened-self-harm"
    category = Category.SELF_HARM
    msgid = N_(
        "I don't draw self-harm. If this is about you: you are not alone, and talking helps. "
        "findahelpline.com lists free help lines in your country."
    )


REFUSALS: dict[Category, type[ScreenedOut]] = {
    kind.category: kind for kind in (MinorSexual, IntimateOfReal, Sexual, Gore, Hate, SelfHarm)
}
