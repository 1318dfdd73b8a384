"""Scripts whose pages are read back by programs that know nothing of ours."""

ENGLISH = {
    "lighthouse": """Size: US
PANEL 1 (wide)
A beach before a storm
CAPTION: The storm was still an hour away.
MAYA: Do you think anyone still lives in the lighthouse?
TOM: Somebody lights the lamp every night. I have counted.
PANEL 2
TOM (whisper): And nobody ever comes out.
PANEL 3
MAYA (shout): Hello! Is anybody here?
SFX: KNOCK
PANEL 4
ROBOT (radio): Please wipe your feet. I have just cleaned the floor.
PANEL 5
MAYA: You are the keeper?
ROBOT (radio): I am the lamp, the keeper and the cook.
MAYA (thought): This is _much_ better than a ghost.
PANEL 6 (wide)
CAPTION: They stayed until the storm was over.
TOM: More tea, please.
""",
    "square": """Size: square
A kitchen
ANNA: The recipe says three eggs.
---
BEN: We have two eggs and a lemon.
---
ANNA (thought): How hard can it be?
---
CAPTION: An hour later
BEN: Pizza again?
""",
    "nine": "Size: US\n"
    + "\n".join(
        f"PANEL {number}\nA corridor\nGUARD: Door {word} is locked.\nVISITOR: Then try the next one."
        for number, word in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"], 1)
    ),
    "webtoon": """Size: webtoon
A roof at night
CAPTION: Nobody looks up in this city.
---
LENA: That is why I like it up here.
OLD MAN: And the pigeons?
---
LENA: They never ask questions.
""",
}
POLISH = """Rozmiar: US
KADR 1
Kuchnia o świcie
RAMKA: Był czwartek, ósma rano.
KOT (myśl): Śniadanie spóźnia się już cztery minuty.
KADR 2
KOT: Gdzie jest moja miska z łososiem?
ANIA: Źle postawiłam, chyba pod łóżkiem.
KADR 3
ANIA (szept): Jeszcze pięć minut, dobrze?
KADR 4
KOT: Żądam sprawiedliwości i gęstej śmietany!
"""
_GREETINGS = [f"PANEL {number}\nA hill\nTOM: Hello number {number}." for number in range(1, 10)]
EVERY_COUNT = {count: "\n".join(["Size: US", *_GREETINGS[:count]]) for count in range(1, 10)}
