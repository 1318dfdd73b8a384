"""What comics add to the conversation: commands, buttons, forms."""

from types import MappingProxyType

from bots.conversation.comics import asking, characters, pressing
from bots.conversation.comics.telling import SIZE_NAMES
from bots.conversation.declaration import Choice, Command, Feature, Group, Kind, Option
from core.comics.inventing import MOST_PANELS
from core.engines import STYLES
from core.i18n import N_
from core.privacy import VISIBILITY_NAMES
from core.roles import Permission

_TAKEN = 6000
_STYLE = tuple(Choice(name, label) for name, label in STYLES.items())
_SIZE = tuple(Choice(size.value, label) for size, label in SIZE_NAMES.items())
_REACH = tuple(Choice(reach.value, label) for reach, label in VISIBILITY_NAMES.items())
_CAST = Group(N_("cast"), N_("Characters that keep their looks over panels and comics"))
_NAME = Option(N_("name"), N_("Who it is"), required=True, rest=True, complete=characters.complete)

COMICS = Feature(
    commands=(
        Command(
            N_("comic"),
            N_("Make a comic from a script or an idea"),
            asking.comic,
            (
                Option(
                    N_("script"), N_("The story: | begins a line, || a panel"), most=_TAKEN, rest=True, verbatim=True
                ),
                Option(N_("idea"), N_("A few words that I make a story of"), most=_TAKEN),
                Option(N_("file"), N_("The script as a .txt file"), Kind.FILE),
                Option(N_("panels"), N_("How many panels the idea gets"), Kind.NUMBER, least=1, most=MOST_PANELS),
                Option(N_("size"), N_("The pages' size"), choices=_SIZE),
                Option(N_("style"), N_("How it should look"), choices=_STYLE),
                Option(N_("visibility"), N_("Who may see it on the web"), choices=_REACH),
            ),
            Permission.DRAW,
            private=False,
            asks=True,
        ),
        Command(
            N_("add"),
            N_("Add a character, or change how one looks"),
            characters.add,
            (
                Option(N_("name"), N_("Who it is"), required=True, rest=True),
                Option(N_("looks"), N_("What the character looks like"), most=_TAKEN),
                Option(N_("picture"), N_("A picture of the character, for models that look at pictures"), Kind.PICTURE),
            ),
            Permission.DRAW,
            group=_CAST,
        ),
        Command(N_("list"), N_("Your characters"), characters.list_all, group=_CAST),
        Command(N_("show"), N_("What one of them looks like"), characters.show, (_NAME,), group=_CAST),
        Command(N_("remove"), N_("Take a character out"), characters.remove, (_NAME,), group=_CAST),
    ),
    presses=MappingProxyType(
        {
            "comicboard": pressing.board,
            "comicdraw": pressing.draw,
            "comicedit": pressing.edit,
            "comicpick": pressing.pick,
            "comicpanel": pressing.panel,
            "comicsizes": pressing.sizes,
            "comicsize": pressing.size,
            "comicstyles": pressing.styles,
            "comicstyle": pressing.style,
            "comicreach": pressing.reach,
            "comicfile": pressing.file,
            "comicnext": pressing.next_part,
            "comicdrop": pressing.ask_drop,
            "comicgone": pressing.drop,
        }
    ),
    forms=MappingProxyType({"comicnew": asking.written_new, "comicedited": asking.rewritten}),
    asking=frozenset({"comicedit", "comicnext"}),
    making=frozenset({"comicboard", "comicdraw", "comicpanel", "comicsize", "comicstyle", "comicfile"}),
)
