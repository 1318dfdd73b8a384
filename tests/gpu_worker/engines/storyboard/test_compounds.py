"""What is said with more than a noun and a verb."""

import pytest

from gpu_worker.engines.storyboard import Library, Scene, parse


def _relations(scene: Scene) -> set[tuple[str, str, str]]:
    concepts = {thing.id: thing.concept for thing in scene.things}
    return {
        (concepts[relation.subject], relation.kind, concepts[name])
        for relation in scene.relations
        for name in relation.objects
    }


@pytest.mark.parametrize("prompt", ["a knight without a helmet", "rycerz bez hełmu"])
def test_a_garment_that_is_missing_is_taken_off(library: Library, prompt: str) -> None:
    scene = parse(prompt, library=library)
    assert [thing.concept for thing in scene.things] == ["knight"]
    assert dict(scene.things[0].looks)["hat"] == ""


@pytest.mark.parametrize(
    ("prompt", "said"), [("a car without wheels", "without wheels"), ("samochód bez kół", "bez kół")]
)
def test_what_cannot_be_left_out_is_said(library: Library, prompt: str, said: str) -> None:
    scene = parse(prompt, library=library)
    assert ([thing.concept for thing in scene.things], scene.not_drawn) == (["car"], (said,))


@pytest.mark.parametrize(
    ("prompt", "concepts"),
    [
        ("a stone bridge", ["bridge"]),
        ("a cat on a laptop keyboard", ["cat", "laptop"]),
        ("a wizard's desk", ["desk"]),
        ("biurko czarodzieja", ["desk"]),
        ("a boy wizard", ["boy"]),
        ("kobieta strażak", ["woman"]),
        ("a balloon seller", ["balloon", "officeworker"]),
        ("a lion and its cub", ["lion", "lion"]),
        ("niedźwiedź z mamą", ["bear", "bear"]),
        ("a penguin family", ["penguin"]),
        ("rodzina pingwinów", ["penguin"]),
        ("a family in a park", ["woman", "man", "child"]),
        ("a boat with a red sail", ["sailboat"]),
    ],
)
def test_nouns_that_belong_together_are_read_together(library: Library, prompt: str, concepts: list[str]) -> None:
    scene = parse(prompt, library=library)
    assert ([thing.concept for thing in scene.things], scene.not_drawn) == (concepts, ())


@pytest.mark.parametrize("prompt", ["a postman chased by a dog", "listonosz goniony przez psa"])
def test_whoever_comes_after_a_passive_does_it(library: Library, prompt: str) -> None:
    scene = parse(prompt, library=library)
    assert ("dog", "chase", "postman") in _relations(scene)
    assert [thing.action.pose for thing in scene.things if thing.action] == ["run", "run"]


@pytest.mark.parametrize(
    ("prompt", "relation"),
    [
        ("a bowl of strawberries on a table", ("strawberry", "in", "bowl")),
        ("miska truskawek na stole", ("strawberry", "in", "bowl")),
        ("a desk with books", ("book", "on", "desk")),
        ("a girl blowing out candles on a cake", ("candle", "on", "cake")),
        ("a nurse pushing an old man in a wheelchair", ("grandfather", "in", "wheelchair")),
        ("a cat peeking out of a box", ("cat", "in", "box")),
        ("królik wyskakuje z cylindra", ("rabbit", "in", "tophat")),
        ("a father teaching his son to ride a bike", ("boy", "ride", "bicycle")),
        ("a hen with five chicks", ("hen", "next", "chick")),
        ("a monkey on top of a bus", ("monkey", "on", "bus")),
        ("małpa na dachu autobusu", ("monkey", "on", "bus")),
        ("a boy flying a red kite", ("boy", "fly", "kite")),
    ],
)
def test_who_is_where_follows_from_what_things_are(
    library: Library, prompt: str, relation: tuple[str, str, str]
) -> None:
    assert relation in _relations(parse(prompt, library=library))


@pytest.mark.parametrize(
    ("prompt", "counts"),
    [
        ("pięć kur i koza", {"hen": 5, "goat": 1}),
        ("łabędzie na jeziorze", {"swan": 3}),
        ("stragan z dyniami", {"stall": 1, "pumpkin": 3}),
        ("chłopiec na sankach", {"boy": 1, "sled": 1}),
        ("statek wikingów", {"ship": 1}),
    ],
)
def test_polish_endings_say_how_many(library: Library, prompt: str, counts: dict[str, int]) -> None:
    assert {thing.concept: thing.count for thing in parse(prompt, library=library).things} == counts


def test_a_clause_has_its_own_subject(library: Library) -> None:
    scene = parse("a teacher writes while children sing", library=library)
    assert [(thing.concept, thing.action and thing.action.key) for thing in scene.things] == [
        ("teacher", "write"),
        ("child", "sing"),
    ]


def test_drawing_in_a_picture_is_no_request_for_one(library: Library) -> None:
    assert parse("draw a fox", library=library).things[0].action is None
    assert parse("a girl drawing a rainbow", library=library).things[0].action is not None
