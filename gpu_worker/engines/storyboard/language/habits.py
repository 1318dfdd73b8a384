"""What goes without saying: skiers ski, and a wedding has a bride and a groom."""

from gpu_worker.engines.storyboard.language.drafts import Draughtboard
from gpu_worker.engines.storyboard.language.mentions import Mention
from gpu_worker.engines.storyboard.language.verbs import action_of
from gpu_worker.engines.storyboard.language.vocabulary import Vocabulary

# What people of a trade do when nothing else is said of them (people.txt, "act="), as actions of ours.
_ACTS = {
    "ski": "ski", "snowboard": "snowboarding", "skateboard": "skate", "surf": "surf", "swim": "swim", "climb": "climb",
    "lift": "lift", "kick": "kick", "jump": "jump", "dance": "dance", "run": "run", "meditate": "meditate",
    "piano": "play_piano", "ride": "rideride", "iceskate": "iceskate",
}  # fmt: skip
# Verbs that say no more than that they move on.
_MOVING = frozenset({"walk", "run", "ride", "sled", "stand", "drive", "cross", "hold"})
# Who is at an event of which nothing else is told; the words as they begin, in both languages.
_EVENTS = (
    (("wedding", "wesel", "ślub"), ("bride", "man")),
    (("concert", "koncert"), ("singer", "musician")),
    (("football match", "soccer match", "football game", "soccer game", "mecz"), ("footballer", "footballer", "ball")),
    (("volleyball", "siatkówk"), ("basketballer", "basketballer")),
    (("birthday party", "przyjęci", "urodzin", "kinderbal"), ("girl", "boy", "cake")),
    (("ballet", "balet"), ("dancer",)),
    (("picnic", "piknik"), ("woman", "man")),
    (("race", "wyścig", "bieg"), ("runner", "runner")),
    (("lesson", "lekcj"), ("teacher", "child")),
    (("hot summer day", "swimming pool", "basen"), ("swimmer", "child")),
)


def act(board: Draughtboard, vocabulary: Vocabulary) -> None:
    """Gives everybody of a trade its deed, unless more telling ones are named."""
    for draft in board.drafts.values():
        habit = next((pair[4:] for pair in draft.sense.art.split() if pair.startswith("act=")), "")
        key = _ACTS.get(habit, "")
        if not key or any(action.key not in _MOVING for action in draft.actions):
            continue
        if any(relation.kind in {"ride", "in", "on"} and relation.subject == draft.id for relation in board.relations):
            continue  # a surfer on a wave, a cyclist on the train
        draft.actions.append(action_of(vocabulary.actions[key]))


def attend(board: Draughtboard, vocabulary: Vocabulary, mentions: list[Mention]) -> None:
    """Brings people to an event of which the words name nobody."""
    if any(draft.alive for draft in board.drafts.values()):
        return
    said = " ".join(mention.low for mention in mentions)
    for words, keys in _EVENTS:
        if any(word in said for word in words):
            for key in keys:
                board.create(vocabulary.things[key], "")
            return
