"""What a picture shows, in words, in English and in Polish."""

from gpu_worker.engines.storyboard.language.declension import agreeing
from gpu_worker.engines.storyboard.language.vocabulary import Vocabulary
from gpu_worker.engines.storyboard.library import Library
from gpu_worker.engines.storyboard.scene import Scene, Thing

_FRAMES = {
    "en": {"nothing": "An abstract picture with the words on a card", "shows": "Illustration", "at": "Setting"},
    "pl": {"nothing": "Abstrakcyjny obraz ze słowami na karcie", "shows": "Ilustracja", "at": "Sceneria"},
}


def alt_text(scene: Scene, library: Library) -> dict[str, str]:
    """One or two sentences a language: who and what, then where and when."""
    return {language: _sentence(scene, library, language) for language in _FRAMES}


def named(scene: Scene, library: Library, language: str) -> str:
    """Return what there is in a scene, word by word in a language: things with their number, then place and time."""
    spoken = library.lexicon.vocabulary.spoken[language]
    things = [_counted(thing, spoken) for thing in scene.things]
    return ", ".join(dict.fromkeys([*things, *_setting(scene, spoken)]))


def _sentence(scene: Scene, library: Library, language: str) -> str:
    frame = _FRAMES[language]
    if not scene.understood:
        return f"{frame['nothing']}: {scene.prompt[:120].strip()}" if scene.prompt.strip() else frame["nothing"]
    vocabulary = library.lexicon.vocabulary
    things = ", ".join(_named(thing, vocabulary, language) for thing in scene.things)
    setting = ", ".join(_setting(scene, vocabulary.spoken[language]))
    first = f"{frame['shows']}: {things}." if things else ""
    second = f"{frame['at']}: {setting}." if setting else ""
    return " ".join(filter(None, (first, second)))


def _setting(scene: Scene, spoken: dict[str, str]) -> list[str]:
    keys = [f"place::{scene.place}" if scene.place else ""]
    conditions = {"time": scene.time, "weather": scene.weather, "season": scene.season, "festive": scene.festive}
    keys += [f"condition:{group}:{value}" for group, value in conditions.items() if value]
    return [spoken[key] for key in keys if key in spoken]


def _counted(thing: Thing, spoken: dict[str, str]) -> str:
    name = spoken.get(f"thing::{thing.concept}") or thing.words or thing.concept
    return f"{thing.count} × {name}" if thing.count > 1 else name


def _named(thing: Thing, vocabulary: Vocabulary, language: str) -> str:
    spoken = vocabulary.spoken[language]
    name = spoken.get(f"thing::{thing.concept}") or thing.words or thing.concept
    color = spoken.get(f"adjective:color:{thing.color}", "") if thing.color else ""
    action = vocabulary.doing[language].get(thing.action.key, "") if thing.action else ""
    if language == "pl":
        color, action = agreeing(color, name), agreeing(action, name)
    outfit = spoken.get(f"thing::{thing.outfit}", "") if thing.outfit else ""
    many = f"{thing.count} × " if thing.count > 1 else ""
    named = f"{many}{' '.join(filter(None, (color, name, outfit)))}"
    full = f"{thing.name} ({named})" if thing.name else named
    return f"{full} {action}" if action else full
