"""The notice on first use in a few lines, the same in every front end."""

from core.i18n import N_, Translator

ABOUT = N_("Before I begin: I am a computer program, and what I make is made by software. This is what I keep:")


def kept(say: Translator) -> tuple[str, ...]:
    """Return what is kept, in a few lines."""
    return (
        say.gettext("Your number and name on this platform, your settings and role."),
        say.gettext("What you ask for and the pictures made of it, until you delete them."),
        say.gettext("Words of requests that came to nothing: 7 days."),
        say.gettext(
            "Nothing is sold or used to train models. "
            "Only a model on somebody else's server, with the engine “openai”, gets what you ask of it."
        ),
        say.gettext("Pictures are private unless you publish them, and all are made by a computer program."),
    )
