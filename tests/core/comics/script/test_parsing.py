"""What scripts mean: panels, pages, headers, items, both languages, the one-line form."""

import pytest

from core.comics.script import parse
from core.comics.script.model import Caption, Direction, Hint, PageSize, Panel, Place, Run, Say, Script, Sound, Voice

EXAMPLE = (
    "Kot patrzy na pustą miskę. | KOT (myśl): Śniadanie spóźnia się o cztery minuty. || Oczy kota z bliska. | "
    "KOT: MIAU! || Człowiek śpi. | SFX: ŁUP | ANIA (szept): Jeszcze pięć minut..."
)


def read(text: str) -> Script:
    """Return the script that a text is."""
    parsed = parse(text)
    assert parsed.script is not None, parsed.errors
    return parsed.script


def said(speaker: str, text: str, voice: Voice = Voice.SPEECH, **more: object) -> Say:
    """Return a balloon of plain words."""
    return Say(speaker, (Run(text),), voice, **more)  # type: ignore[arg-type]  # passed on as given


def test_the_example_of_the_design_is_three_panels_of_two_speakers() -> None:
    script = read(EXAMPLE)
    assert script.language == "pl"
    assert [panel.description for panel in script.panels] == [
        "Kot patrzy na pustą miskę.",
        "Oczy kota z bliska.",
        "Człowiek śpi.",
    ]
    assert [item for panel in script.panels for item in panel.items] == [
        said("KOT", "Śniadanie spóźnia się o cztery minuty.", Voice.THOUGHT),
        said("KOT", "MIAU!"),
        Sound((Run("ŁUP"),)),
        said("ANIA", "Jeszcze pięć minut...", Voice.WHISPER),
    ]
    assert not script.paged


FULL = """
Title: The Late Breakfast
Style: ink
Size: A5
Read: right to left
Lang: en
Cast: Maya = red coat, grey braid; Cat = orange, one white paw
Seed: 42
Rating: teen

PAGE 1 (tiers 1-2)
## **PANEL 1 (wide, bleed):** A kitchen at dawn. // not a note, since it is not alone
// a note to myself
CAPTION (top): Monday, _again_.
**CAT**: I am hungry.
: Very hungry.
PANEL 2 - The cat jumps.
It knocks a cup over.
SFX (loud): CRASH
PANEL 3. Maya in the door
maya (shout, left): Cat!
*thud*

PAGE 2 (splash)
PANEL 4 (tall)
MAYA (off):
Come here.
And stay.
"""


def test_a_full_script_is_read_with_its_headers_pages_and_panels() -> None:
    script = read(FULL)
    assert (script.title, script.style, script.size, script.direction) == (
        "The Late Breakfast",
        "ink",
        PageSize.A5,
        Direction.RIGHT_TO_LEFT,
    )
    assert script.cast == {"Maya": "red coat, grey braid", "Cat": "orange, one white paw"}
    assert (script.seed, script.rating, script.language, script.paged) == (42, 1, "en", True)
    assert [(len(page.panels), page.tiers, page.splash) for page in script.pages] == [(3, (1, 2), False), (1, (), True)]
    first, second, third, fourth = script.panels
    assert first == Panel(
        "A kitchen at dawn. // not a note, since it is not alone",
        (
            Caption((Run("Monday, "), Run("again", strong=True), Run(".")), Place.TOP),
            said("Cat", "I am hungry."),
            said("Cat", "Very hungry.", joined=True),
        ),
        frozenset({Hint.WIDE, Hint.BLEED}),
    )
    assert second == Panel("The cat jumps. It knocks a cup over.", (Sound((Run("CRASH"),), loud=True),))
    assert third.items == (said("Maya", "Cat!", Voice.SHOUT, place=Place.LEFT), Sound((Run("thud"),)))
    assert fourth == Panel("", (said("Maya", "Come here. And stay.", Voice.OFF),), frozenset({Hint.TALL}))


POLISH = """
Tytuł: Późne śniadanie
Styl: tusz
Format: kwadrat
Kierunek: od prawej
Obsada: Maja = czerwony płaszcz
Ziarno: 7
Wiek: młodzież
STRONA 1 (rzędy 1-1)
KADR 1 (szeroki): Kuchnia o świcie
RAMKA: Poniedziałek.
MAJA (krzyk): Kocie!
: Natychmiast!
KADR 2
OPIS: Kot siedzi na stole
DŹWIĘK: BRZDĘK
KOT (w myślach): Głodny.
"""


def test_polish_keywords_mean_what_the_english_ones_do() -> None:
    script = read(POLISH)
    assert (script.title, script.style, script.size) == ("Późne śniadanie", "tusz", PageSize.SQUARE)
    assert (script.direction, script.seed, script.rating, script.language) == (Direction.RIGHT_TO_LEFT, 7, 1, "pl")
    first, second = script.panels
    assert first.hints == {Hint.WIDE}
    assert first.items == (
        Caption((Run("Poniedziałek."),)),
        said("Maja", "Kocie!", Voice.SHOUT),
        said("Maja", "Natychmiast!", Voice.SHOUT, joined=True),
    )
    assert second.description == "Kot siedzi na stole"
    assert second.items == (Sound((Run("BRZDĘK"),)), said("KOT", "Głodny.", Voice.THOUGHT))


@pytest.mark.parametrize("text", ["STRONA 1\nkot\nPies: hau", "kadr 1: kot | PIES: hau", "ramka: noc"])
def test_a_text_with_polish_keywords_is_polish_without_a_single_polish_letter(text: str) -> None:
    assert read(text).language == "pl"


def test_a_text_that_does_not_show_its_language_is_in_the_writers() -> None:
    parsed = parse("kot", language="pl")
    assert parsed.script is not None
    assert parsed.script.language == "pl"


@pytest.mark.parametrize("separator", ["---", "***", "===", "—", "- - -", "-----", "———"])
def test_a_line_of_dashes_stars_or_equals_signs_begins_a_panel(separator: str) -> None:
    script = read(f"{separator}\nA cat\n{separator}\n{separator}\nA dog\n{separator}\n")
    assert [panel.description for panel in script.panels] == ["A cat", "A dog"]


def test_numbers_begin_panels_as_long_as_they_count_on() -> None:
    script = read("1. A cat\n2) A dog barks\n7. is a lucky number\nPAGE 2\n1. A fox")
    assert [panel.description for panel in script.panels] == ["A cat", "A dog barks 7. is a lucky number", "A fox"]


@pytest.mark.parametrize(
    ("modifier", "voice"),
    [
        ("whisper", Voice.WHISPER),
        ("SHOUT", Voice.SHOUT),
        ("burst", Voice.SHOUT),
        ("thought", Voice.THOUGHT),
        ("off", Voice.OFF),
        ("op", Voice.OFF),
        ("vo", Voice.VOICE_OVER),
        ("radio", Voice.RADIO),
        ("phone", Voice.RADIO),
        ("robot", Voice.RADIO),
        ("szept", Voice.WHISPER),
        ("krzyk", Voice.SHOUT),
        ("myśl", Voice.THOUGHT),
        ("mysl", Voice.THOUGHT),
        ("zza kadru", Voice.OFF),
        ("lektor", Voice.VOICE_OVER),
        ("telefon", Voice.RADIO),
    ],
)
def test_a_modifier_gives_the_voice(modifier: str, voice: Voice) -> None:
    assert read(f"A cat\nCAT ({modifier}): hi").panels[0].items == (said("CAT", "hi", voice),)


def test_size_and_place_come_with_a_voice_in_one_bracket_or_in_several() -> None:
    one = read("A cat\nCAT (whisper, small, left): hi").panels[0].items
    several = read("A cat\nCAT (whisper) (small) (left): hi").panels[0].items
    assert one == several == (said("CAT", "hi", Voice.WHISPER, place=Place.LEFT, small=True),)


def test_cont_joins_a_balloon_to_the_one_before_but_not_over_somebody_else() -> None:
    items = read("A cat\nCAT: one\nCAT (cont): two\nDOG: three\nCAT (cont): four\n: five").panels[0].items
    assert [item.joined for item in items if isinstance(item, Say)] == [False, True, False, False, True]


@pytest.mark.parametrize(
    "line", ["He says: hello", "Godzina 12:30 na zegarze", "https://example.org", "The clock shows: noon", "-> : x"]
)
def test_a_sentence_with_a_colon_is_a_description(line: str) -> None:
    panel = read(f"A room\n{line}").panels[0]
    assert panel.items == ()
    assert line.removeprefix("-> ") in panel.description or line in panel.description


def test_a_name_may_be_typed_in_small_letters_on_a_phone() -> None:
    assert read("a cat on a mat\ncat: hi").panels[0].items == (said("cat", "hi"),)


def test_a_speaker_is_spelled_as_in_the_cast_or_as_first_written() -> None:
    script = read("Cast: Maya = hat\nA street\nMAYA: one\nkot: two\nKOT: three")
    assert script.panels[0].speakers == ("Maya", "kot")


@pytest.mark.parametrize("name", ["Close-up", "Zbliżenie", "Note", "Meanwhile", "Tymczasem", "Int"])
def test_words_that_only_look_like_speakers_describe(name: str) -> None:
    panel = read(f"{name}: the eyes of the cat\nCAT: hi").panels[0]
    assert panel.description == f"{name}: the eyes of the cat"
    assert panel.speakers == ("CAT",)


def test_a_reserved_word_in_the_cast_does_speak() -> None:
    assert read("Cast: Note = a sheet of paper\nA desk\nNote: read me").panels[0].speakers == ("Note",)


def test_a_name_used_once_on_the_first_line_describes_unless_something_says_otherwise() -> None:
    assert read("Morning: rain falls").panels[0].description == "Morning: rain falls"
    assert read("Rain falls\nAnna: hi").panels[0].speakers == ("Anna",)
    assert read("Anna (whisper): hi").panels[0].speakers == ("Anna",)
    assert read("ANNA: hi").panels[0].speakers == ("ANNA",)
    assert read("Anna: hi || Anna: bye").panels[1].speakers == ("Anna",)
    assert read("Cast: Anna = hat | Anna: hi").panels[0].speakers == ("Anna",)


def test_a_balloon_of_26_to_40_words_becomes_two_at_a_sentences_end() -> None:
    words = " ".join(["one"] * 11) + ". " + " ".join(["two"] * 19) + "."
    first, second = read(f"A cat\nCAT: {words}").panels[0].items
    assert isinstance(first, Say)
    assert isinstance(second, Say)
    assert first.words == (Run(" ".join(["one"] * 11) + "."),)
    assert second.joined
    assert second.words == (Run(" ".join(["two"] * 19) + "."),)


def test_a_long_balloon_without_a_sentences_end_is_divided_at_a_clause_or_between_words() -> None:
    clause = "a " * 11 + "end, " + "b " * 18
    first, _ = read(f"A cat\nCAT: {clause}").panels[0].items
    assert first.words[0].text.endswith("end,")
    emphasised = "_" + "a " * 29 + "b_"
    first, second = read(f"A cat\nCAT: {emphasised}").panels[0].items
    assert [len(part.words[0].text.split()) for part in (first, second)] == [15, 15]
    assert first.words[0].strong
    assert second.words[0].strong


def test_smart_quotes_markdown_and_invisible_characters_are_read_over() -> None:
    items = read("A cat\n> **CAT**: “hi”\u200b ‘you’\u00a0there").panels[0].items
    assert items == (said("CAT", "\"hi\" 'you' there"),)


def test_a_cast_may_stand_on_the_lines_after_its_header() -> None:
    assert read("Cast:\nMaya = red coat\nTom = beard; Ola = hat\n\nA street").cast == {
        "Maya": "red coat",
        "Tom": "beard",
        "Ola": "hat",
    }


def test_underscores_inside_words_are_no_emphasis() -> None:
    items = read("A cat\nCAT: snake_case_name and _two words_!").panels[0].items
    assert items[0].words == (Run("snake_case_name and "), Run("two words", strong=True), Run("!"))


def test_the_line_of_every_item_is_kept_for_those_who_point_at_it() -> None:
    panel = read("\n\nA cat\nCAT: hi").panels[0]
    assert (panel.line, panel.items[0].line) == (1, 2)
