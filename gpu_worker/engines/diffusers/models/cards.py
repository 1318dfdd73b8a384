"""What a worker announces of its models: what is on this machine, and what each can do with it."""

from math import lcm

from core.engines import ModelCard
from core.jobs.states import Kind
from gpu_worker.engines.diffusers.models.entry import ENGINE, Entry
from gpu_worker.engines.diffusers.models.families import Family, Guidance
from gpu_worker.engines.diffusers.models.folders import family_here, is_here


def card(entry: Entry) -> ModelCard:
    """Return what is announced of a model; what is not on this machine is not promised."""
    family = family_here(entry)
    looks = entry.looks if entry.looks and family.adapters and is_here(entry.looks) else None
    return ModelCard(
        name=entry.name,
        engine=ENGINE,
        title=entry.title or entry.name,
        pixels=entry.pixels,
        multiple=lcm(entry.multiple, family.multiple),
        steps=entry.steps,
        guidance=entry.guidance,
        batch_width=1 if family.films or family.enlarges else entry.batch_width,
        cost=entry.cost,
        makes=(_made_by(family),),
        factors=(family.enlarges,) if family.enlarges else (),
        edits=family.edits if entry.references else (),
        controls=tuple(one for one in family.controls if one in entry.controls and is_here(entry.controls[one])),
        loras=tuple(one.name for one in entry.loras if is_here(one)),
        schedulers=tuple(family.schedulers),
        negative=takes_negative(entry, family),
        most_references=looks.most if looks else family.references,
        style_reference=looks is not None or family.references > 0,
        fastest=entry.fastest,
        only_edits=not family.words_only,
        **_clips(entry, family),
    )


def _made_by(family: Family) -> Kind:
    if family.enlarges:
        return Kind.UPSCALE
    return Kind.VIDEO if family.films else Kind.IMAGE


def _clips(entry: Entry, family: Family) -> dict[str, object]:
    if not family.films:
        return {}
    return {
        "films_pictures": len(family.classes) > 1 or not family.words_only,
        "most_seconds": entry.seconds,
        "clip_pixels": entry.pixels,
        "fps": entry.fps,
    }


def takes_negative(entry: Entry, family: Family) -> bool:
    """Tell whether a model can be told what to leave out; a distilled one that is not guided can't."""
    return family.guidance is not Guidance.EMBEDDED and entry.guidance > 1
