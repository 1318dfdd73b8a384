"""Plots for invented comics: what happens, in the order of telling, and how much each part is needed.

``{idea}`` is what the person wrote, ``{hero}`` whom it is about as described, ``{HERO}`` as it speaks; the friend
likewise.
Polish sentences say nothing of anybody's gender, which an idea does not tell.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Beat:
    """One panel: ``need`` 0 is told in the shortest story, 8 only in the longest; the first line describes."""

    need: int
    lines: tuple[str, ...]


def _beat(need: int, *lines: str) -> Beat:
    return Beat(need, lines)


FRIENDS = {
    "en": (("OWL", "an owl"), ("DOG", "a dog"), ("ROBOT", "a robot"), ("FOX", "a fox"), ("GIRL", "a girl")),
    "pl": (("SOWA", "sowa"), ("PIES", "pies"), ("ROBOT", "robot"), ("LIS", "lis"), ("MYSZ", "mysz")),
}
PLOTS: dict[str, tuple[tuple[Beat, ...], ...]] = {
    "en": (
        (
            _beat(1, "{idea}", "CAPTION: It began like any other morning.", "{HERO}: Today is the day."),
            _beat(6, "{hero} packs a bag in a room", "{HERO} (thought): Map, sandwich, courage."),
            _beat(4, "{hero} walks on a road in the forest", "{HERO}: How hard can it be?"),
            _beat(2, "{hero} in a storm with rain and lightning", "SFX (loud): KRAKOOM", "{HERO} (shout): Not now!"),
            _beat(5, "{hero} sits under a tree at night", "{HERO} (thought): Perhaps it was a silly idea."),
            _beat(3, "{hero} meets {friend}", "{FRIEND}: Need a hand?", "{HERO}: Two would be better."),
            _beat(7, "{hero} and {friend} climb a mountain", "{FRIEND}: Don't look down.", "{HERO}: I looked down."),
            _beat(8, "{hero} and {friend} by a campfire", "{HERO}: What if it works?"),
            _beat(
                0, "{hero} and {friend} on a hill at sunset", "{HERO}: We did it!", "{FRIEND} (whisper): I told you so."
            ),
        ),
        (
            _beat(1, "{idea}", "CAPTION: Nobody had noticed it before.", "{HERO}: Something is missing here."),
            _beat(4, "{hero} looks under a table in a room", "{HERO}: Not here either."),
            _beat(3, "{hero} asks {friend} in the street", "{HERO}: Have you seen it?", "{FRIEND}: Seen what?"),
            _beat(6, "{hero} with a lamp at night in the city", "{HERO} (thought): A clue. Or a sock."),
            _beat(2, "{hero} finds a box", "SFX: CREAK", "{HERO} (whisper): It can't be..."),
            _beat(
                5,
                "{hero} and {friend} look at the box",
                "{FRIEND}: Open it, I won't look.",
                ": All right, I will look.",
            ),
            _beat(7, "{hero} runs home in the rain", "SFX: SPLASH"),
            _beat(8, "{hero} is tired on a bench", "{HERO}: Five minutes. Then I go on."),
            _beat(
                0, "{hero} and {friend} in a room with a cake", "{FRIEND} (shout): Surprise!", "{HERO}: So it was you."
            ),
        ),
        (
            _beat(1, "{idea}", "{HERO}: I only need one small thing.", "CAPTION: It was never one small thing."),
            _beat(4, "{hero} builds something in a room", "SFX: CLANK", "{HERO}: It almost looks right."),
            _beat(3, "{friend} comes in at the door", "{FRIEND}: Is it meant to smoke?", "{HERO}: A little."),
            _beat(2, "{hero} and {friend} and a big fire", "SFX (loud): BOOM", "{FRIEND} (shout): I said so!"),
            _beat(5, "{hero} is sad in the room", "{HERO} (thought): Start again. From the start."),
            _beat(6, "{friend} brings {hero} a cup of tea", "{FRIEND}: Smaller, this time."),
            _beat(7, "{hero} works at night at a desk", "{HERO} (whisper): Smaller. Smaller. There."),
            _beat(8, "{hero} and {friend} hold their breath", "{FRIEND}: Push it.", "{HERO}: You push it."),
            _beat(
                0, "{hero} and {friend} are happy in a garden", "{HERO}: It works!", "{FRIEND}: And what does it do?"
            ),
        ),
    ),
    "pl": (
        (
            _beat(1, "{idea}", "RAMKA: Zaczęło się jak każdego ranka.", "{HERO}: To właśnie dzisiaj."),
            _beat(6, "{hero} i plecak w pokoju", "{HERO} (myśl): Mapa, kanapka, odwaga."),
            _beat(4, "{hero} idzie drogą przez las", "{HERO}: Co w tym trudnego?"),
            _beat(2, "{hero}, burza, deszcz i błyskawica", "DŹWIĘK (głośno): TRRRACH", "{HERO} (krzyk): Nie teraz!"),
            _beat(5, "{hero} siedzi w nocy pod drzewem", "{HERO} (myśl): Może to był głupi pomysł."),
            _beat(3, "{hero} i {friend} na łące", "{FRIEND}: Pomóc?", "{HERO}: Bardzo proszę."),
            _beat(7, "{hero} i {friend} w górach", "{FRIEND}: Nie patrz w dół.", "{HERO}: Za późno."),
            _beat(8, "{hero} i {friend} przy ognisku", "{HERO}: A jeśli się uda?"),
            _beat(
                0, "{hero} i {friend} na wzgórzu, zachód słońca", "{HERO}: Udało się!", "{FRIEND} (szept): A nie mówię?"
            ),
        ),
        (
            _beat(1, "{idea}", "RAMKA: Nikt wcześniej nie zwracał na to uwagi.", "{HERO}: Czegoś tu brakuje."),
            _beat(4, "{hero} pod stołem w pokoju", "{HERO}: Tutaj też nie."),
            _beat(3, "{hero} i {friend} na ulicy", "{HERO}: Może u ciebie?", "{FRIEND}: Ale co?"),
            _beat(6, "{hero} z latarnią w nocy w mieście", "{HERO} (myśl): Ślad. Albo skarpetka."),
            _beat(2, "{hero} i pudełko", "DŹWIĘK: SKRZYP", "{HERO} (szept): To niemożliwe..."),
            _beat(5, "{hero}, {friend} i pudełko", "{FRIEND}: Otwieraj, ja nie patrzę.", ": No dobrze, patrzę."),
            _beat(7, "{hero} biegnie w deszczu", "DŹWIĘK: CHLUP"),
            _beat(8, "{hero} na ławce", "{HERO}: Pięć minut. I dalej w drogę."),
            _beat(0, "{hero}, {friend} i tort w pokoju", "{FRIEND} (krzyk): Niespodzianka!", "{HERO}: A więc to ty."),
        ),
        (
            _beat(
                1,
                "{idea}",
                "{HERO}: Potrzebuję tylko jednej małej rzeczy.",
                "RAMKA: Nigdy nie chodzi o jedną małą rzecz.",
            ),
            _beat(4, "{hero} i narzędzia w pokoju", "DŹWIĘK: BRZĘK", "{HERO}: Wygląda prawie dobrze."),
            _beat(3, "{hero} i {friend} w drzwiach", "{FRIEND}: To ma tak dymić?", "{HERO}: Troszkę."),
            _beat(
                2,
                "{hero}, {friend} i wielki ogień",
                "DŹWIĘK (głośno): BUM",
                "{FRIEND} (krzyk): Mówię od rana, że tak będzie!",
            ),
            _beat(5, "{hero} siedzi w pokoju", "{HERO} (myśl): Od początku. Jeszcze raz."),
            _beat(6, "{hero}, {friend} i herbata", "{FRIEND}: Tym razem mniejsze."),
            _beat(7, "{hero} przy biurku w nocy", "{HERO} (szept): Mniejsze. Mniejsze. Jest."),
            _beat(8, "{hero} i {friend} czekają", "{FRIEND}: Wciskaj.", "{HERO}: Ty wciśnij."),
            _beat(0, "{hero} i {friend} w ogrodzie", "{HERO}: Działa!", "{FRIEND}: A co to robi?"),
        ),
    ),
}
