"""The house's styles in words that diffusion models know."""

from dataclasses import dataclass

# CLIP reads 77 tokens (Radford et al. 2021, section 2.4), two of them marks; a word takes 1.3 tokens or so, and
# what comes later is cut. Behind a longer prompt the style would be lost, so it goes before it.
LONGEST_BEFORE_STYLE = 40


@dataclass(frozen=True, slots=True)
class Wording:
    """What is added to a prompt, and what a model with a negative prompt keeps away from."""

    suffix: str
    negative: str


WORDINGS = {
    "flat": Wording("flat vector illustration, clean shapes, flat colours", "photo, 3d render, noise, blurry"),
    "ink": Wording(
        "ink drawing, black pen outlines, cross-hatching, white paper", "colour, photo, 3d render, gradient, blurry"
    ),
    "noir": Wording(
        "film noir, high contrast black and white, hard light, deep shadows", "colour, bright, cheerful, blurry"
    ),
    "sepia": Wording("sepia toned, faded old photograph, warm brown monochrome", "saturated colours, neon, blurry"),
    "pastel": Wording("soft pastel drawing, pale gentle colours, chalk texture", "dark, harsh contrast, neon, blurry"),
    "blueprint": Wording(
        "blueprint, white technical line drawing on blue paper, construction lines", "photo, shading, people, blurry"
    ),
    "newsprint": Wording(
        "vintage newsprint comic, halftone dots, limited ink colours, paper grain", "photo, smooth gradients, blurry"
    ),
}
_UNSTYLED = Wording("", "")


def styled(prompt: str, style: str) -> str:
    """Return the prompt with the words of its style, or as it is without one."""
    suffix = _wording(style).suffix
    if not suffix:
        return prompt
    if len(prompt.split()) > LONGEST_BEFORE_STYLE:
        return f"{suffix}, {prompt}"
    return f"{prompt}, {suffix}"


def negative(style: str) -> str:
    """Return what a picture of this style should not look like."""
    return _wording(style).negative


def _wording(style: str) -> Wording:
    return WORDINGS.get(style, _UNSTYLED)
