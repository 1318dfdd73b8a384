"""How much of the labelled prompts the storyboard understands and draws, and what pictures and clips cost.

`python -m tests.bench.storyboard` (or `./run bench storyboard`) prints recall of things, scene, relations,
counts, colours and poses per language, then every failure. Recall is measured on the scene graph. After that come
the times of the styles, of 10,000 characters and of GIFs beside Pillow's own (P12), and the memory.
"""

import io
import json
import resource
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from gpu_worker.engines.storyboard import STYLES, Clip, Drawing, Library, animate, draw, load, parse

DATA = Path(__file__).resolve().parents[1] / "data"
KINDS = ("things", "scene", "relations", "counts", "colors", "poses", "outfits")


@dataclass(slots=True)
class Tally:
    """What was asked and found of each kind, and the failures in words."""

    asked: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    whole: int = 0
    prompts: int = 0
    milliseconds: list[float] = field(default_factory=list)

    def note(self, kind: str, what: str, *, right: bool) -> bool:
        """Counts one label."""
        self.asked[kind] += 1
        self.found[kind] += right
        if not right:
            self.failures.append(f"{kind}: {what}")
        return right


def labelled(language: str) -> list[dict[str, Any]]:
    """The labelled prompts of a language."""
    entries: list[dict[str, Any]] = json.loads((DATA / f"prompts_{language}.json").read_text(encoding="utf-8"))
    return entries


def examine(entry: dict[str, Any], library: Library, tally: Tally) -> None:
    """Draws one prompt and compares its graph with the labels."""
    started = time.process_time()
    drawing = draw(parse(entry["prompt"], library=library), width=768, height=512, seed=1, library=library)
    tally.milliseconds.append((time.process_time() - started) * 1000)
    before = len(tally.failures)
    _things(entry, drawing, tally)
    scene = drawing.graph.scene
    for kind, value in entry.get("scene", {}).items():
        tally.note("scene", f"{kind}={value}, is {getattr(scene, kind)!r}", right=getattr(scene, kind) == value)
    _relations(entry, drawing, tally)
    tally.prompts += 1
    tally.whole += len(tally.failures) == before
    tally.failures[before:] = [f"{entry['prompt']!r}: {failure}" for failure in tally.failures[before:]]


def _things(entry: dict[str, Any], drawing: Drawing, tally: Tally) -> None:
    scene = drawing.graph.scene
    by_concept = {thing.concept: thing for thing in scene.things}
    present = {placed.concept for placed in drawing.graph.things}
    present |= {name for placed in drawing.graph.things for name in placed.holds}
    for concept in entry["things"]:
        tally.note("things", concept, right=concept in present)
    for concept, count in entry.get("counts", {}).items():
        thing = by_concept.get(concept)
        tally.note("counts", f"{count} {concept}", right=thing is not None and thing.count == count)
    for concept, color in entry.get("colors", {}).items():
        thing = by_concept.get(concept)
        tally.note("colors", f"{color} {concept}", right=thing is not None and thing.color == color)
    for concept, pose in entry.get("poses", {}).items():
        thing = by_concept.get(concept)
        tally.note("poses", f"{concept} {pose}", right=bool(thing and thing.action and thing.action.pose == pose))
    for concept, outfit in entry.get("outfits", {}).items():
        thing = by_concept.get(concept)
        tally.note("outfits", f"{outfit} {concept}", right=thing is not None and thing.outfit == outfit)


def _relations(entry: dict[str, Any], drawing: Drawing, tally: Tally) -> None:
    scene = drawing.graph.scene
    concepts = {thing.id: thing.concept for thing in scene.things}
    known = {
        (concepts[relation.subject], relation.kind, concepts[name])
        for relation in scene.relations
        for name in relation.objects
    }
    for first, kind, second in entry.get("relations", []):
        tally.note("relations", f"{first} {kind} {second}", right=(first, kind, second) in known)


def main() -> None:
    """Prints the table and the failures."""
    started = time.perf_counter()
    library = load()
    sys.stdout.write(f"load {time.perf_counter() - started:.2f} s\n")
    for language in ("en", "pl"):
        tally = Tally()
        for entry in labelled(language):
            examine(entry, library, tally)
        _report(language, tally)
    _styles(library)
    _clips(library)
    started = time.process_time()
    parse(("a red fox under a tree and żółty kot " * 400)[:10_000], library=library)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"10,000 characters {time.process_time() - started:.2f} s; {peak} MB at the most\n")


def _styles(library: Library) -> None:
    """Each style over twenty prompts at 768 by 512."""
    scenes = [parse(entry["prompt"], library=library) for entry in labelled("en")[:20]]
    for style in STYLES:
        times = []
        for seed, scene in enumerate(scenes):
            started = time.process_time()
            draw(scene, width=768, height=512, seed=seed, style=style, library=library)
            times.append((time.process_time() - started) * 1000)
        sys.stdout.write(f"{style}: {statistics.median(times):.0f} ms median, {max(times):.0f} ms at the most\n")


def _clips(library: Library) -> None:
    """P12: our GIF and Pillow's own, in turns, and the MP4."""
    scene = parse("two robots dancing in the city at night", library=library)
    clip = animate(scene, width=768, height=512, seed=1, library=library, seconds=3, fps=12)
    ours, theirs = [], []
    for _ in range(5):
        ours.append(_seconds(clip.gif))
        theirs.append(_seconds(lambda: _plain_gif(clip)))
    ratio = statistics.median(theirs) / statistics.median(ours)
    sizes = (
        f"{len(clip.gif()) // 1024} kB, Pillow's {len(_plain_gif(clip)) // 1024} kB, MP4 {len(clip.mp4()) // 1024} kB"
    )
    sys.stdout.write(f"gif {statistics.median(ours):.2f} s, {ratio:.1f} times as fast as Pillow's default; {sizes}\n")


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _plain_gif(clip: Clip) -> bytes:
    pictures = [Image.fromarray(frame) for frame in clip.frames]
    target = io.BytesIO()
    pictures[0].save(target, "GIF", save_all=True, append_images=pictures[1:], duration=83, loop=0)
    return target.getvalue()


def _report(language: str, tally: Tally) -> None:
    times = sorted(tally.milliseconds)
    slow = times[int(len(times) * 0.95)]
    kinds = "  ".join(f"{k} {tally.found[k]}/{tally.asked[k]}" for k in KINDS if tally.asked[k])
    lines = [
        f"{language}: {tally.whole} of {tally.prompts} prompts wholly right; {kinds}",
        f"{language}: {statistics.median(times):.0f} ms median, {slow:.0f} ms p95 of process time",
        *[f"  {failure}" for failure in tally.failures],
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
