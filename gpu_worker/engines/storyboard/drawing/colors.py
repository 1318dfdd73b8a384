"""Colours as (red, green, blue) 0-255, and what one does with them."""

import colorsys
from functools import lru_cache
from typing import TypeAlias

Color: TypeAlias = tuple[int, int, int]

# The colour words of the lists; "rainbow" is handled where things are recoloured.
NAMED: dict[str, str] = {
    "red": "#d8392f", "orange": "#ef8426", "yellow": "#f6c92d", "gold": "#e2ac30", "green": "#4ea64b",
    "teal": "#2ba9a4", "blue": "#3773cf", "lightblue": "#86c3ee", "navy": "#26376e", "purple": "#8549b5",
    "lightgreen": "#a3d977", "darkgreen": "#2b6636", "darkred": "#8a1f2f", "pink": "#f08bb6", "brown": "#8c5a36",
    "beige": "#e8d6b0", "black": "#2d2c35", "white": "#f7f5f0", "grey": "#9aa0a8", "rainbow": "#e2578c",
}  # fmt: skip


@lru_cache(maxsize=4096)
def rgb(text: str) -> Color:
    """For example '#rrggbb' or a colour's name."""
    text = NAMED.get(text, text).lstrip("#")
    if len(text) == 3:  # noqa: PLR2004 -- the short form "#rgb"
        text = "".join(char * 2 for char in text)
    return int(text[0:2], 16), int(text[2:4], 16), int(text[4:6], 16)


def mix(first: Color, second: Color, share: float) -> Color:
    """`share` of the second colour in the first (0 to 1)."""
    return (
        round(first[0] + (second[0] - first[0]) * share),
        round(first[1] + (second[1] - first[1]) * share),
        round(first[2] + (second[2] - first[2]) * share),
    )


def darker(color: Color, share: float = 0.18) -> Color:
    """Towards a cool dark, as shade falls outdoors."""
    return mix(color, (32, 24, 48), share)


def lighter(color: Color, share: float = 0.2) -> Color:
    """Towards a warm white."""
    return mix(color, (255, 252, 240), share)


def luminance(color: Color) -> float:
    """Perceived lightness, 0 to 1 (weights of ITU-R BT.601)."""
    return (0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2]) / 255


@lru_cache(maxsize=8192)
def repaint(color: Color, target: Color) -> Color:
    """The same shade of another colour: dark parts stay dark, near-white and near-black stay."""
    hue, light, strength = colorsys.rgb_to_hls(*(part / 255 for part in color))
    if light > 0.93 or light < 0.12 or (strength < 0.12 and 0.2 < light < 0.85):  # noqa: PLR2004 -- neutral parts
        return color
    goal_hue, goal_light, goal_strength = colorsys.rgb_to_hls(*(part / 255 for part in target))
    new_light = min(0.97, max(0.06, goal_light + (light - 0.55) * 0.75))
    red, green, blue = colorsys.hls_to_rgb(goal_hue, new_light, goal_strength if strength > 0.1 else strength)  # noqa: PLR2004
    del hue
    return round(red * 255), round(green * 255), round(blue * 255)


def lit(color: Color, light: Color) -> Color:
    """A colour under coloured light (255 = full light)."""
    return color[0] * light[0] // 255, color[1] * light[1] // 255, color[2] * light[2] // 255
