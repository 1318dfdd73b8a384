"""What reworking adds to the conversation: commands and buttons."""

from dataclasses import replace
from types import MappingProxyType

from bots.conversation.declaration import Choice, Command, Feature, Kind, Option
from bots.conversation.draw import complete_model
from bots.conversation.pictures import complete_picture
from bots.conversation.reworking import animating, describing, enlarging, remixing, repainting, varying
from core.engines import SHAPE_NAMES, STYLES
from core.i18n import N_
from core.jobs.motion import FASTEST, LONGEST, MOVE_NAMES, SLOWEST
from core.jobs.scaling import FACTORS
from core.jobs.specs import LARGEST_SEED, LEAST_STRENGTH, MOST_PICTURES, MOST_STRENGTH
from core.privacy import VISIBILITY_NAMES
from core.roles import Permission

_TAKEN = 6000
_PICTURE = Option(N_("picture"), N_("A picture of your own to work on"), Kind.PICTURE)
_ID = Option(
    N_("id"),
    N_("A picture by its address, yours or a public one; your latest if left out"),
    most=300,
    complete=complete_picture,
)
_ID_ALONE = replace(_ID, rest=True)  # of commands that take no words: there an address needs no name
_REACH = Option(
    N_("visibility"),
    N_("Who may see it on the web"),
    choices=tuple(Choice(reach.value, label) for reach, label in VISIBILITY_NAMES.items()),
)
_MODEL = Option(N_("model"), N_("Which model draws"), complete=complete_model)
_SEED = Option(N_("seed"), N_("The same seed draws the same again"), Kind.NUMBER, least=0, most=LARGEST_SEED)

REWORKING = Feature(
    commands=(
        Command(
            N_("animate"),
            N_("Make a clip from words or a picture"),
            animating.animate,
            (
                Option(N_("prompt"), N_("What happens in the clip"), most=_TAKEN, rest=True),
                _PICTURE,
                _ID,
                Option(N_("seconds"), N_("How long it plays"), Kind.NUMBER, least=1, most=int(LONGEST)),
                Option(N_("fps"), N_("Pictures a second"), Kind.NUMBER, least=SLOWEST, most=FASTEST),
                Option(
                    N_("move"),
                    N_("What the camera does"),
                    choices=tuple(Choice(move.value, label) for move, label in MOVE_NAMES.items()),
                ),
                Option(
                    N_("style"),
                    N_("How it should look"),
                    choices=tuple(Choice(name, label) for name, label in STYLES.items()),
                ),
                Option(
                    N_("shape"),
                    N_("The picture's proportions"),
                    choices=tuple(Choice(shape.value, label) for shape, label in SHAPE_NAMES.items()),
                ),
                _MODEL,
                _REACH,
                _SEED,
            ),
            Permission.DRAW,
            private=False,
        ),
        Command(
            N_("upscale"),
            N_("Make a picture two or four times as large"),
            enlarging.upscale,
            (
                _ID_ALONE,
                _PICTURE,
                Option(
                    N_("factor"),
                    N_("How many times as large"),
                    choices=tuple(Choice(str(factor), f"×{factor}") for factor in FACTORS),
                ),
                _MODEL,
                _REACH,
            ),
            Permission.DRAW,
            private=False,
        ),
        Command(
            N_("vary"),
            N_("Draw more like a picture"),
            varying.vary,
            (
                _ID_ALONE,
                _PICTURE,
                Option(
                    N_("change"),
                    N_("How far from the picture"),
                    choices=(Choice(varying.SUBTLE, N_("a little")), Choice(varying.STRONG, N_("a lot"))),
                ),
                Option(N_("count"), N_("How many pictures"), Kind.NUMBER, least=1, most=MOST_PICTURES),
                _MODEL,
                _REACH,
            ),
            Permission.DRAW,
            private=False,
        ),
        Command(
            N_("remix"),
            N_("Draw on from a picture of the gallery, anybody's"),
            remixing.remix,
            (
                Option(
                    N_("picture"), N_("Its address in the gallery"), required=True, most=300, rest=True,
                    complete=complete_picture,
                ),
            ),
            Permission.DRAW,
        ),
        Command(
            N_("repaint"),
            N_("Paint a part of a picture anew"),
            repainting.repaint,
            (
                Option(N_("prompt"), N_("What should be there"), required=True, most=_TAKEN, rest=True),
                _PICTURE,
                _ID,
                Option(N_("thing"), N_("What in the picture changes, by its name"), most=100),
                Option(N_("mask"), N_("A picture that is white where it changes"), Kind.PICTURE),
                Option(
                    N_("strength"), N_("How far from what is there, in percent"), Kind.NUMBER, least=LEAST_STRENGTH,
                    most=MOST_STRENGTH,
                ),
                _MODEL,
                _REACH,
                _SEED,
            ),
            Permission.DRAW,
            private=False,
        ),
        Command(
            N_("describe"),
            N_("Say what a picture shows"),
            describing.describe,
            (_ID_ALONE, _PICTURE),
            Permission.DRAW,
        ),
    ),
    presses=MappingProxyType(
        {
            "animate": animating.press_animate,
            "upscale": enlarging.press_upscale,
            "vary": varying.press_vary,
            "outpaint": varying.press_outpaint,
            "describe": describing.press_describe,
            "remix": remixing.press_remix,
            "reword": remixing.press_reword,
        }
    ),
    forms=MappingProxyType({"reworded": remixing.reworded}),
    asking=frozenset({"reword"}),
    making=frozenset({"animate", "upscale", "vary", "outpaint", "remix", "reword"}),
)  # fmt: skip
