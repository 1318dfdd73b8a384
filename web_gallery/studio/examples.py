"""Scripts to begin from, in both languages: each shows something that the grammar can."""

from dataclasses import dataclass

from core.i18n import N_


@dataclass(frozen=True, slots=True)
class Example:
    """A script to begin from; ``name`` is what it shows."""

    key: str
    name: str
    text: dict[str, str]


EXAMPLES = (
    Example(
        "joke",
        N_("A joke in three panels"),
        {
            "en": (
                "Title: Breakfast\nSize: strip\n\nPanel 1: A cat looks at an empty bowl in the kitchen\n"
                "CAT (thought): Breakfast is four minutes late.\n\nPanel 2: The cat sits on the bed of a man\n"
                "SFX: MEOW\n\nPanel 3: The man sleeps on a sofa\nMAN (whisper): Five more minutes...\nCAT: Four.\n"
            ),
            "pl": (
                "Tytuł: Śniadanie\nRozmiar: pasek\n\nPanel 1: Kot patrzy na pustą miskę w kuchni\n"
                "KOT (myśl): Śniadanie spóźnia się o cztery minuty.\n\nPanel 2: Kot siedzi na łóżku\n"
                "DŹWIĘK: MIAU\n\nPanel 3: Człowiek śpi na kanapie\n"
                "ANIA (szept): Jeszcze pięć minut...\nKOT: Cztery.\n"
            ),
        },
    ),
    Example(
        "pages",
        N_("Two pages with a cast"),
        {
            "en": (
                "Title: The lighthouse\nSize: us\nStyle: ink\nCast: Maya = girl in a red coat; Tom = old man "
                "with a grey beard\n\nPAGE 1\n\nPanel 1 (wide): A lighthouse by the sea at night, storm\n"
                "CAPTION: Nobody had lit it for eleven years.\n\nPanel 2: Maya climbs the stairs\n"
                "Maya: One more floor.\n\nPanel 3: Tom stands at a door with a lamp\nTom: You are late.\n"
                "Maya (shout): So are you!\n\nPAGE 2\n\nPanel 4 (splash): The lighthouse shines over the sea\n"
                "SFX (loud): WHOOOM\nCAPTION: The ships came home.\n"
            ),
            "pl": (
                "Tytuł: Latarnia\nRozmiar: zeszyt\nStyl: tusz\nObsada: Maja = dziewczyna w czerwonym płaszczu; "
                "Tomek = stary mężczyzna z siwą brodą\n\nSTRONA 1\n\n"
                "Panel 1 (szeroki): Latarnia nad morzem w nocy, burza\n"
                "RAMKA: Od jedenastu lat nikt jej nie zapalił.\n\nPanel 2: Maja idzie po schodach\n"
                "Maja: Jeszcze jedno piętro.\n\nPanel 3: Tomek stoi w drzwiach z lampą\nTomek: Spóźniłaś się.\n"
                "Maja (krzyk): Ty też!\n\nSTRONA 2\n\nPanel 4 (rozkładówka): Latarnia świeci nad morzem\n"
                "DŹWIĘK (głośno): BUUUM\nRAMKA: Statki wróciły do domu.\n"
            ),
        },
    ),
    Example(
        "manga",
        N_("Read from right to left"),
        {
            "en": (
                "Title: Rain\nSize: manga\nRead: right to left\n\nPanel 1: A girl at a bus stop in the rain\n"
                "GIRL (thought): Of course I forgot the umbrella.\n\nPanel 2: A dog sits beside her\nSFX: DRIP\n\n"
                "Panel 3: The dog holds an umbrella\nGIRL: ...\n\nPanel 4: The girl and the dog walk in the street\n"
                "GIRL (whisper): Thank you.\n"
            ),
            "pl": (
                "Tytuł: Deszcz\nRozmiar: manga\nCzytanie: od prawej\n\nPanel 1: Dziewczyna na przystanku w deszczu\n"
                "OLA (myśl): Oczywiście, parasol został w domu.\n\nPanel 2: Obok siedzi pies\nDŹWIĘK: KAP\n\n"
                "Panel 3: Pies trzyma parasol\nOLA: ...\n\nPanel 4: Dziewczyna i pies idą ulicą\n"
                "OLA (szept): Dziękuję.\n"
            ),
        },
    ),
)


def example(key: str, language: str) -> str:
    """Return the script of an example, "" where there is none of that name."""
    found = next((each for each in EXAMPLES if each.key == key), None)
    return found.text.get(language, found.text["en"]) if found else ""
