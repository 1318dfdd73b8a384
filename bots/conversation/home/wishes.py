"""Switching: from a name and a verb to a proposal, by command, by free words and by the button that says which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from bots.conversation.actions import Action
from bots.conversation.declaration import Handler, Options
from bots.conversation.home import cards
from bots.conversation.home.guard import on_record, request_of
from bots.conversation.replies import Reply
from bots.conversation.turns import Context
from core.db import Json
from core.errors import DomainError, Refusal
from core.home import choosing
from core.home.asking import propose
from core.home.catalogue import Entity, read_house
from core.home.grammar import read, setting_for
from core.home.naming import Choice, find
from core.home.requests import ActionNotFound
from core.home.rules import Call, reachable, read_rules, seen_house
from core.home.verbs import Setting, Verb, able, call_for
from core.i18n import N_

_SETTINGS = tuple(Setting)


class NothingToSet(DomainError):
    """A name and nothing else."""

    refusal = Refusal.INVALID
    code = "home-nothing-to-set"
    msgid = N_("Say what to set: brightness, colour, temperature, position, volume or speed.")


class NotUnderstood(DomainError):
    """Free words that the grammar does not know."""

    refusal = Refusal.INVALID
    code = "home-not-understood"
    msgid = N_("I understand sentences such as “turn on the lamp in the living room” or “set the heating to 21”.")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wished of whatever a name means: a verb, or settings with their values.

    ``values`` may hold one whose setting the thing decides, under "". ``shown`` asks for a yes in any case.
    """

    verb: Verb
    values: Mapping[str, str]
    dry: bool = False
    shown: bool = False

    def written(self) -> Json:
        """Return it as a row holds it."""
        return {"verb": self.verb.value, "values": dict(self.values), "dry": self.dry, "shown": self.shown}

    def can(self, entity: Entity) -> bool:
        """Tell whether it means anything for an entity."""
        if not self.values:
            return able(entity, self.verb)
        settings = [Setting(name) if name else setting_for(entity.domain) for name in self.values]
        return all(setting is not None and able(entity, Verb.SET, setting) for setting in settings)

    def calls(self, entity: Entity) -> list[Call]:
        """Return what it comes to for an entity that it means something for."""
        if not self.values:
            return [call_for(entity, self.verb)]
        found = [
            call_for(entity, Verb.SET, Setting(name) if name else setting_for(entity.domain), value)
            for name, value in self.values.items()
        ]
        if len({call.service for call in found}) == 1:
            return [
                Call(
                    entity.entity_id, found[0].service, {key: value for one in found for key, value in one.data.items()}
                )
            ]
        return found


def switching(verb: Verb) -> Handler:
    """Return the handler of a command that does one thing to what it names."""

    @on_record(verb.value)
    async def handler(context: Context, options: Options) -> Reply:
        """Do it, or ask which thing is meant."""
        return await meet(context, str(options.get("name") or ""), Wish(verb, {}, dry=_is_dry(options)))

    return handler


@on_record("set")
async def set_(context: Context, options: Options) -> Reply:
    """Set what is given of what is named."""
    values = {name.value: str(options[name.value]) for name in _SETTINGS if options.get(name.value) not in {None, ""}}
    if not values:
        raise NothingToSet
    return await meet(context, str(options.get("name") or ""), Wish(Verb.SET, values, dry=_is_dry(options)))


@on_record("do")
async def do(context: Context, options: Options) -> Reply:
    """Understand free words, and show what they come to before anything is done (H10)."""
    heard = read(cast("str", options.get("words") or ""))
    if heard is None:
        raise NotUnderstood
    values = {heard.setting.value if heard.setting else "": heard.value} if heard.value else {}
    return await meet(context, heard.name, Wish(heard.verb, values, dry=_is_dry(options), shown=True))


@on_record("which")
async def press_which(context: Context, action: Action) -> Reply:
    """Go on with the thing that was meant."""
    if action.subject is None or not action.detail.isdigit():
        raise ActionNotFound
    chosen = await choosing.choose(
        context.session, context.person, action.subject, place=int(action.detail[:2]), now=context.now
    )
    wish = _read(chosen.wish)
    house, rules = await read_house(context.session), await read_rules(context.session)
    entities = [reachable(entity_id, house, rules) for entity_id in chosen.entity_ids]
    return replace(await _propose(context, entities, wish), in_place=False)


async def meet(context: Context, name: str, wish: Wish) -> Reply:
    """Find what a name means and propose the wish, or ask which thing is meant."""
    house = seen_house(await read_house(context.session), await read_rules(context.session))
    meant = find(name, house, able=wish.can)
    if meant.is_clear:
        return await _propose(context, meant.choices[0].entities, wish)
    return await which(context, meant.choices, wish)


async def which(context: Context, choices: Sequence[Choice], wish: Wish) -> Reply:
    """Keep the wish and ask."""
    options = [[entity.entity_id for entity in choice.entities] for choice in choices]
    kept = await choosing.keep(context.session, context.person, wish=wish.written(), options=options, now=context.now)
    return cards.ambiguous(context, choices, kept)


async def _propose(context: Context, entities: Sequence[Entity], wish: Wish) -> Reply:
    calls = [call for entity in entities for call in wish.calls(entity)]
    title = f"{wish.verb}: {', '.join(entity.name for entity in entities)}"
    request = await request_of(context, title, dry=wish.dry, shown=wish.shown)
    return cards.proposed(
        context, await propose(context.session, context.person, calls, request=request, now=context.now)
    )


def _read(written: Json) -> Wish:
    return Wish(
        Verb(written["verb"]),
        {str(name): str(value) for name, value in written["values"].items()},
        dry=bool(written["dry"]),
        shown=bool(written["shown"]),
    )


def _is_dry(options: Options) -> bool:
    return options.get("dry") == "yes"
