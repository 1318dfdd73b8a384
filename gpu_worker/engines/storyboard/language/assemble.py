"""Reads mentions from left to right into things, actions and relations."""

from dataclasses import dataclass, field

from gpu_worker.engines.storyboard.language.calling import call
from gpu_worker.engines.storyboard.language.casting import Troupe
from gpu_worker.engines.storyboard.language.describe import Describer
from gpu_worker.engines.storyboard.language.drafts import Draft, Draughtboard
from gpu_worker.engines.storyboard.language.government import COMPLEMENTS, FILLED, PASSING, RELATIONS
from gpu_worker.engines.storyboard.language.mentions import Mention
from gpu_worker.engines.storyboard.language.vocabulary import Sense, Vocabulary
from gpu_worker.engines.storyboard.scene import Action


@dataclass(slots=True)
class Assembler:
    """The state of reading: who the sentence is about, and what is still open."""

    vocabulary: Vocabulary
    language: str
    troupe: Troupe = field(default_factory=Troupe)
    board: Draughtboard = field(default_factory=Draughtboard)
    describer: Describer = field(default_factory=Describer)
    subjects: list[Draft] = field(default_factory=list)
    last: Draft | None = None
    last_role: str = ""  # subject, object or the relation's kind
    joined: bool = False  # "and" or a comma since the last thing
    closed: bool = False  # the subjects already do something
    verb: Action | None = None
    waiting: list[Action] = field(default_factory=list)
    qualities: list[Action] = field(default_factory=list)  # "a sleeping …": for the noun that follows
    preposition: str = ""
    fronted: list[tuple[str, Draft]] = field(default_factory=list)
    indefinite: bool = False
    touching: bool = False  # the mention before was a thing, nothing between

    def read(self, mentions: list[Mention]) -> None:
        """Reads everything and closes what is still open."""
        for index, mention in enumerate(mentions):
            following = mentions[index + 1] if index + 1 < len(mentions) else None
            touching = mention.kind in {"thing", "name"}
            getattr(self, f"_on_{mention.kind}")(mention, following)
            self.touching = touching
        self._finish()

    def _on_function(self, mention: Mention, _following: Mention | None) -> None:
        group = mention.sense.group
        if group in {"and", "comma"}:
            self.joined = True
            self.describer.settle(self.last, self.board)
        elif group == "stop":
            self._end_sentence()
        elif group.startswith("quantity"):
            self.describer.count = int(group.removeprefix("quantity"))
        elif group in RELATIONS or group in PASSING:
            self._on_preposition(group, mention)
        elif group == "pronoun":
            self._on_pronoun()
        elif mention.low in FILLED:
            self.verb = None
        if mention.low in {"a", "an", "another", "inny", "inna", "inne", "drugi", "druga"}:
            self.indefinite = True

    def _on_preposition(self, group: str, mention: Mention) -> None:
        if group == "of" and self.describer.count:
            return
        self.describer.settle(self.last, self.board)
        if group == "on" and mention.language == "pl" and self.preposition:
            return
        self.preposition = group

    def _on_pronoun(self) -> None:
        """For example '…with a dragon above it': the thing just named stands so to the subject."""
        if self.preposition in RELATIONS and self.last and self.subjects and self.last is not self.subjects[0]:
            self.board.relate(self.preposition, self.last, self.subjects[0])
        elif self.preposition in RELATIONS and self.subjects:
            self.fronted.append((self.preposition, self.subjects[0]))
            self.closed, self.joined = True, True
        self.preposition = ""

    def _end_sentence(self) -> None:
        self.describer.settle(self.last, self.board)
        self._drop_waiting()
        self.joined, self.closed, self.verb, self.preposition = False, True, None, ""
        self.fronted = []

    def _drop_waiting(self) -> None:
        """A verb that found nobody: whoever the last sentence was about does it."""
        for action in self.waiting:
            for subject in self.subjects:
                subject.actions.append(action)
        if self.subjects:
            self.waiting = []

    def _on_adjective(self, mention: Mention, following: Mention | None) -> None:
        if mention.sense.group in {"hair", "beard", "glasses", "freckles"}:
            self.preposition = ""
        after_noun = self.last is not None and self.touching
        ahead = following is not None and following.kind in {"thing", "adjective", "name"}
        self.describer.take(mention, self.last if after_noun and not ahead else None)

    def _on_condition(self, mention: Mention, _following: Mention | None) -> None:
        self.describer.condition(mention)
        self.preposition = ""

    def _on_place(self, mention: Mention, _following: Mention | None) -> None:
        if not self.describer.place(mention) and (thing := _sense(mention, "thing")):
            self.take_thing(thing, mention, None)
            return
        self.describer.settle_on_place()
        self.preposition = ""
        self.closed = bool(self.subjects)

    def _on_unknown(self, mention: Mention, _following: Mention | None) -> None:
        self.board.lost.append((mention.start, mention.text))
        self.preposition = "" if self.preposition not in {"in", "with"} else self.preposition

    def _on_name(self, mention: Mention, following: Mention | None) -> None:
        call(self, mention, following)

    def _on_action(self, mention: Mention, following: Mention | None) -> None:
        action = _action(mention.sense)
        before_noun = following is not None and following.kind == "thing" and self._modifies(mention)
        nobody = not self.subjects or (self.closed and self.joined and self.last_role == "subject")
        if before_noun:
            self.qualities.append(action)
            return
        if nobody or (self.preposition and self.preposition != "to"):
            self.waiting.append(action)
            if nobody:
                self.verb = None
            return
        self.describer.settle(self.last, self.board)
        self._do(action)

    def _modifies(self, mention: Mention) -> bool:
        """Whether a participle stands before its own noun: "a sleeping cat", "śpiący kot"."""
        participle = mention.low.endswith(("ing", "ący", "ąca", "ące", "ącym", "ącą", "ących", "ącego", "ącej"))
        return (
            participle and (not self.touching or self.joined) and (self.joined or not self.subjects or self.indefinite)
        )

    def _do(self, action: Action) -> None:
        for subject in self.subjects:
            subject.actions.append(action)
        self.verb, self.closed, self.joined = action, True, False
        self.preposition = ""

    def _on_thing(self, mention: Mention, following: Mention | None) -> None:
        self.take_thing(mention.sense, mention, following)

    def take_thing(self, sense: Sense, mention: Mention, following: Mention | None, *, merge: bool = True) -> Draft:
        """A thing named: a new one, one already there, or a costume of the one before."""
        sense = self.vocabulary.things.get(sense.key, sense)
        if merge and self._costume(sense, mention) and self.last is not None:
            return self.last
        draft = self.describer.known(sense, self.board, new=self.indefinite or not merge)
        if draft is None:
            draft = self.board.create(sense, mention.text)
            plural = self.describer.plural(mention, governed=bool(self.preposition or self.verb))
            self.describer.describe(draft, plural=plural, board=self.board)
        draft.actions.extend(self.qualities)
        self.qualities = []
        self.place_thing(draft, following)
        return draft

    def _costume(self, sense: Sense, mention: Mention) -> bool:
        """For example 'Detective wolf', "wilk detektyw": an animal and a profession side by side are one character."""
        if not self.touching or self.last is None or self.joined:
            return False
        pair = {self.last.sense.group, sense.group}
        bodies = [self.last.sense.art.startswith("person:body="), sense.art.startswith("person:body=")]
        robots = pair == {"person"} and bodies.count(True) == 1
        if self.last.outfit or self.last.name or (pair != {"person", "animal"} and not robots):
            return False
        if robots and bodies[0]:
            self.last.outfit, self.last.words = sense.key, f"{self.last.words} {mention.text}"
            return True
        if self.last.sense.group == "person":
            self.last.outfit, self.last.sense = self.last.sense.key, sense
        else:
            self.last.outfit = sense.key
        self.last.words = f"{self.last.words} {mention.text}"
        return True

    def place_thing(self, draft: Draft, following: Mention | None) -> None:
        """Gives a thing its part: object of the verb, of a preposition, or a new subject."""
        preposition, self.preposition, self.indefinite = self.preposition, "", False
        role = self.verb.role if self.verb else ""
        if preposition in {"in", "with"} and draft.sense.group == "wear" and self.last is not None and self.last.alive:
            self.board.relate("wear", self.last, draft)
            return
        if preposition:
            complement = role in COMPLEMENTS and preposition in COMPLEMENTS[role]
            self._relate(role if complement else PASSING.get(preposition, preposition), draft)
        elif self.joined and self._goes_on(draft, following):
            self._relate(self.last_role, draft)
        elif self.verb and not self.joined and role not in {"", "none"} and draft not in self.subjects:
            self._relate(role, draft)
            self.last_role = role
        elif self.verb and not self.joined and draft not in self.subjects and not self.waiting:
            self._relate("next", draft)
        else:
            self._subject(draft)
        self.last, self.joined = draft, False

    def _goes_on(self, draft: Draft, following: Mention | None) -> bool:
        """Whether "… and X" is one more object rather than somebody new."""
        if self.last is None or self.last_role in {"", "subject"} or self.waiting:
            return False
        if following is not None and following.kind == "action" and draft.alive:
            return False
        return self.last_role == "between" or draft.alive == self.last.alive

    def _relate(self, kind: str, draft: Draft) -> None:
        if not self.subjects or (self.closed and self.joined and not self.verb and kind != self.last_role):
            self.fronted.append((kind, draft))
        for subject in self.subjects:
            if subject is not draft:
                self.board.relate(kind, subject, draft)
        self.last_role = kind
        if self.subjects and kind not in {"with", "of"}:
            self.closed = True

    def _subject(self, draft: Draft) -> None:
        if self.closed or not self.joined:
            self.subjects = []
        if draft not in self.subjects:
            self.subjects.append(draft)
        self.last_role = "subject"
        self.closed, self.verb = bool(self.waiting), None
        for action in self.waiting:
            draft.actions.append(action)
            self.verb = action
        self.waiting = []
        for kind, other in self.fronted:
            self.board.relate(kind, draft, other)
            self.closed = True
        self.fronted = []

    def _finish(self) -> None:
        self.describer.settle(self.last, self.board)
        if self.waiting and not self.subjects:
            self._somebody()
        self._drop_waiting()
        for kind, draft in self.fronted:
            if kind in {"hold", "eat", "drink"}:
                self._somebody()
                self.board.relate(kind, self.subjects[0], draft)
        self.describer.finish(self.board)

    def _somebody(self) -> None:
        """For example 'Reading under a tree': somebody does it."""
        person = self.board.create(self.vocabulary.things["person"], "")
        self.subjects = [person]
        for kind, other in self.fronted:
            self.board.relate(kind, person, other)
        for action in self.waiting:
            person.actions.append(action)
            for draft in list(self.board.drafts.values()):
                if draft is not person and action.role not in {"none", ""}:
                    self.board.relate(action.role, person, draft)
                    break
        self.fronted, self.waiting = [], []


def _action(sense: Sense) -> Action:
    role, prop = sense.detail
    return Action(sense.key, sense.group, role, prop)


def _sense(mention: Mention, kind: str) -> Sense | None:
    return next((sense for sense in mention.senses if sense.kind == kind), None)
