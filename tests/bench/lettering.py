"""How well panels are lettered, beside the libraries that also place balloons (comics.md § 0).

`./run bench lettering` letters 1,200 plain and 1,200 crowded panels of every kind and holds each against every rule of
comics.md § 3; then it gives the same 300 plain and 300 crowded panels of plain speech, heads known, to us, scenet and
comicforge. The rivals are installed from PyPI into an environment of their own under `.venv-rivals`, with a Python
that they run on; one that can't be installed is named and left out. All letter at 33 pixels, our floor of L9.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from shapely import affinity, box
from shapely.geometry.base import BaseGeometry

from core.comics.lettering.fonts import Fonts, load_fonts
from core.comics.lettering.page import letter
from launcher.folders import REPOSITORY
from tests.bench._table import Row, median, percentile, show
from tests.core.comics.lettering.drawn_shapes import faces, read, upright
from tests.core.comics.lettering.hard_rules import violations
from tests.core.comics.lettering.soft_rules import FLOORS, Marks, marks, shares
from tests.core.comics.lettering.staging import Stage, stage

PANELS, COMPARED = 1200, 300
ENVIRONMENT = REPOSITORY / ".venv-rivals"
RIVALS = {"scenet": "scenet==0.11.1", "comicforge": "comicforge==0.2.4"}
EM = 33.0


@dataclass(frozen=True, slots=True)
class Balloon:
    """A balloon without its tail, and the boxes of its lines."""

    shape: BaseGeometry
    text: tuple[BaseGeometry, ...]


@dataclass(slots=True)
class Tally:
    """What a placer got wrong; ``balloons`` and ``panels`` count what it placed."""

    name: str
    panels: int = 0
    balloons: int = 0
    outside: int = 0
    on_faces: int = 0
    overlapping: int = 0
    disordered: int = 0
    refused: int = 0

    def add(self, one: Stage, placed: Sequence[Balloon] | None, joined: frozenset[tuple[int, int]]) -> None:
        """Count one panel; ``joined`` are pairs of balloons that overlap on purpose."""
        if placed is None:
            self.refused += 1
            return
        self.panels += 1
        self.balloons += len(placed)
        self.outside += sum(not all(_within(line, each.shape) for line in each.text) for each in placed)
        heads = [head for _who, head, _mouth in faces(one)]
        self.on_faces += any(each.shape.intersects(head) for each in placed for head in heads)
        pairs = [(a, b) for a, b in combinations(range(len(placed)), 2) if (a, b) not in joined]
        self.overlapping += any(placed[a].shape.intersects(placed[b].shape) for a, b in pairs)
        self.disordered += any(not _ordered(one_.shape, other.shape) for one_, other in combinations(placed, 2))


def _within(line: BaseGeometry, shape: BaseGeometry) -> bool:
    return float(line.difference(shape).area) <= 0.01 * float(line.area)


def _ordered(one: BaseGeometry, other: BaseGeometry) -> bool:
    """L4, on bounds."""
    a, b = one.bounds, other.bounds
    shared = min(a[3], b[3]) - max(a[1], b[1])
    beside = shared > 0.5 * min(a[3] - a[1], b[3] - b[1])
    return bool(a[0] + a[2] < b[0] + b[2] if beside else a[1] + a[3] < b[1] + b[3])


def ours(stages: Sequence[Stage], fonts: Fonts) -> Tally:
    """Letter the stages and count."""
    tally = Tally("Inkhearth")
    for one in stages:
        page = letter(one.layout, [one.panel], faces={0: one.faces}, fonts=fonts, language=one.language, seed=one.seed)
        everyone = read(page)
        placed = [Balloon(each.body, tuple(upright(span.box) for span in each.item.spans)) for each in everyone]
        joined = frozenset((each.item.item, other) for each in everyone for other in each.item.joined)
        tally.add(one, None if page.refused else placed, joined)
    return tally


def theirs(name: str, stages: Sequence[Stage]) -> Tally | None:
    """Give the stages to a rival and count; None where it can't be installed."""
    python = ENVIRONMENT / "bin" / "python"
    if not _installed(name):
        return None
    asked = json.dumps([_panel(one) for one in stages])
    script = REPOSITORY / "tests" / "bench" / "_rivals.py"
    done = subprocess.run([python, script, name], input=asked, capture_output=True, text=True, check=True)
    tally = Tally(RIVALS[name])
    for one, placed in zip(stages, json.loads(done.stdout), strict=True):
        tally.add(
            one,
            None if placed is None else [_balloon(each, each["text"], each["radius"], one) for each in placed],
            frozenset(),
        )
    return tally


def _installed(name: str) -> bool:
    if not ENVIRONMENT.exists():
        newest = next((found for found in ("python3.14", "python3.13") if _runs(found)), sys.executable)
        subprocess.run([newest, "-m", "venv", ENVIRONMENT], check=True)
    pip = [str(ENVIRONMENT / "bin" / "python"), "-m", "pip", "install", "--quiet", RIVALS[name]]
    return subprocess.run(pip, check=False, capture_output=True).returncode == 0


def _runs(python: str) -> bool:
    return (
        bool(shutil.which(python))
        and not subprocess.run([python, "-c", "import venv"], check=False, capture_output=True).returncode
    )


def _panel(one: Stage) -> dict[str, object]:
    frame = one.layout.frames[0].box
    texts = ["".join(run.text for run in item.words).upper() for item in one.panel.items]
    names = [getattr(item, "speaker", "") for item in one.panel.items]
    return {
        "size": [frame.width, frame.height],
        "em": EM,
        "balloons": [{"speaker": name, "text": text} for name, text in zip(names, texts, strict=True)],
        "faces": {f.speaker: [f.box.left, f.box.top, f.box.right, f.box.bottom, *f.mouth] for f in one.faces},
    }


def _balloon(placed: dict[str, list[float]], text: list[list[float]], radius: float, one: Stage) -> Balloon:
    left, top, right, bottom = placed["box"]
    turn = min(radius, (bottom - top) / 2 - 0.5, (right - left) / 2 - 0.5)
    shape = box(left, top, right, bottom).buffer(-turn).buffer(turn)
    frame = one.layout.frames[0].box
    lines = tuple(affinity.translate(box(*line), frame.left, frame.top) for line in text)
    return Balloon(affinity.translate(shape, frame.left, frame.top), lines)


def _row(tally: Tally, kind: str) -> Row:
    shares_ = [
        f"{tally.outside / max(1, tally.balloons):.0%} outside",
        *(
            f"{count / max(1, tally.panels):.0%} {what}"
            for what, count in (
                ("on a face", tally.on_faces), ("overlap", tally.overlapping), ("out of order", tally.disordered),
            )
        ),
        f"{tally.refused / (tally.panels + tally.refused):.1%} refused",
    ]  # fmt: skip
    clean = not (tally.outside or tally.on_faces or tally.overlapping or tally.disordered)
    return Row(tally.name, kind, ", ".join(shares_), "", clean if tally.name == "Inkhearth" else None)


def _rules(fonts: Fonts, *, crowded: bool) -> Iterator[Row]:
    kind = "crowded" if crowded else "plain"
    broken: list[str] = []
    kept: list[Marks] = []
    times: list[float] = []
    refused = 0
    for seed in range(PANELS):
        one = stage(seed, crowded=crowded)
        started = time.process_time()
        page = letter(one.layout, [one.panel], faces={0: one.faces}, fonts=fonts, language=one.language, seed=seed)
        times.append(1000 * (time.process_time() - started))
        if page.refused:
            refused += 1
            continue
        broken.extend(f"{seed} {breach}" for breach in violations(one, page, fonts))
        kept.append(marks(one, page))
    yield Row("hard rules", f"{PANELS} {kind} panels", f"{len(broken)} broken {broken[:3] or ''}", "0", not broken)
    yield Row("refused", kind, f"{refused / PANELS:.1%}", "≤ 1 %", refused <= 0.01 * PANELS)
    mean, goal = sum(times) / len(times), 200 if crowded else 50
    spread = f"mean {mean:.0f} ms, median {median(times):.0f}, 95 of 100 {percentile(times, 95):.0f}"
    yield Row("time a panel", kind, spread, f"≤ {goal} ms", mean <= goal)
    for rule, share in sorted(shares(kept).items()):
        yield Row(
            rule,
            kind,
            f"{share:.1%}",
            f"≥ {FLOORS[rule]:.0%}" if not crowded else "",
            share >= FLOORS[rule] if not crowded else None,
        )


def main() -> None:
    """Print both tables."""
    fonts = load_fonts()
    rows = [row for crowded in (False, True) for row in _rules(fonts, crowded=crowded)]
    show(f"lettering: {2 * PANELS} panels of every kind against the rules of comics.md § 3", rows)
    compared: list[Row] = []
    for crowded in (False, True):
        stages = [stage(seed, crowded=crowded, voices=False, rtl=False) for seed in range(COMPARED)]
        kind = f"{COMPARED} crowded" if crowded else f"{COMPARED} plain"
        compared.append(_row(ours(stages, fonts), kind))
        for name, version in RIVALS.items():
            tally = theirs(name, stages)
            compared.append(_row(tally, kind) if tally else Row(version, kind, "can't be installed here"))
    show("lettering beside others: speech only, heads known", compared)


if __name__ == "__main__":
    main()
