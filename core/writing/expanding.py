"""Better words for a picture without a language model: what was said, with the light, the place and the view it lacks.

The added words are ones that the storyboard can draw and that diffusion models know.
"""

from dataclasses import dataclass
from random import Random

from core.comics.script.vocabulary import fold
from core.jobs.prompts import PROMPT_LENGTH


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that a prompt may leave open: the words that tell it (stems where a star follows), what is added."""

    told_by: tuple[str, ...]
    added: tuple[str, ...]


def _lack(told_by: str, *added: str) -> Lack:
    return Lack(tuple(told_by.split()), added)


LACKS: dict[str, tuple[Lack, ...]] = {
    "en": (
        _lack(
            "in at on under by forest* sea beach* city street* room* house* garden* space mountain* snow* desert* sky "
            "hill* lake* river* park*",
            "in a quiet forest", "on a hill with a wide view", "in a small town", "by the sea", "in a garden",
        ),
        _lack(
            "night* day morning* evening* sunset* sunrise* dusk dawn noon storm* rain* snow* fog* sun sunny "
            "moon* stars winter* summer*",
            "at sunset", "early in the morning", "at night under the stars", "on a sunny day", "in soft rain",
        ),
        _lack(
            "close-up closeup wide view* angle* portrait* shot camera* above below",
            "wide shot", "close-up", "seen from above",
        ),
        _lack(
            "light* glow* shadow* bright* dark* colour* color* warm* cold*",
            "warm light and long shadows", "soft light and calm colours", "strong contrast of light and dark",
        ),
    ),
    "pl": (
        _lack(
            "w we na pod przy nad las las* lesi* morz* plaz* miast* ulic* pokoj* dom domu ogrod* kosmos* gory gorach "
            "snieg* pustyn* wzgorz* jezior* rzek* park*",
            "w cichym lesie", "na wzgórzu z szerokim widokiem", "w małym mieście", "nad morzem", "w ogrodzie",
        ),
        _lack(
            "noc nocy noca dzien* dniem rano ranek rankiem wieczor* zachod* wschod* zmierzch* swit* burz* deszcz* "
            "snieg* mgla mgle slonc* slonecz* ksiezyc* gwiazd* zima zimie lato latem",
            "o zachodzie słońca", "wcześnie rano", "w nocy pod gwiazdami", "w słoneczny dzień", "w lekkim deszczu",
        ),
        _lack(
            "zblizeni* plan widok* ujeci* portret* kadr*",
            "szeroki plan", "zbliżenie", "widok z góry",
        ),
        _lack(
            "swiatl* blask* cien* jasn* ciemn* kolor* barw* ciepl* zimn*",
            "ciepłe światło i długie cienie", "miękkie światło i spokojne kolory", "silny kontrast światła i cienia",
        ),
    ),
}  # fmt: skip


def expand(prompt: str, *, language: str, dice: Random) -> str:
    """Return a prompt with what it leaves open; one that leaves nothing open comes back as it is."""
    words = fold(prompt).replace(",", " ").replace(".", " ").split()
    lacks = LACKS.get(language, LACKS["en"])
    added = [dice.choice(lack.added) for lack in lacks if not _is_told(lack, words)]
    better = ", ".join([prompt.rstrip(" .,;"), *added])
    return better if added and len(better) <= PROMPT_LENGTH else prompt


def _is_told(lack: Lack, words: list[str]) -> bool:
    whole = {word for word in lack.told_by if not word.endswith("*")}
    stems = tuple(word.rstrip("*") for word in lack.told_by if word.endswith("*"))
    return any(word in whole or word.startswith(stems) for word in words)
