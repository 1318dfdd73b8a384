"""Asking for a job again: the same, with other words, or more like one of its pictures."""

from core.engines import ModelCard
from core.jobs.specs import DrawSpec, Wish


def wish_of(spec: DrawSpec, *, prompt: str | None = None, reference: str | None = None) -> Wish:
    """Return the wish that a spec came of, with another prompt or picture to start from where they are given."""
    return Wish(
        prompt=spec.prompt if prompt is None else prompt,
        style=spec.style,
        shape=spec.shape.value,
        count=spec.count,
        model=spec.model,
        reference=reference or spec.reference,
    )


def more_like(spec: DrawSpec, key: str, cards: list[ModelCard]) -> Wish:
    """Return the wish for more like one picture: from the picture itself where the model can, else with other seeds."""
    can_start = any(card.target == spec.target and card.references for card in cards)
    return wish_of(spec, reference=key if can_start else None)
