"""What each animal looks like, on two legs or four: colours, ears, muzzle, markings, tail."""
# fmt: off
# ruff: noqa: E501 -- the points of a shape belong on one line

from dataclasses import dataclass, replace

from gpu_worker.engines.storyboard.drawing.colors import Color, darker, lighter, rgb


@dataclass(frozen=True, slots=True)
class Beast:
    """What an animal looks like, on two legs or four.

    Attributes:
        fur: main colour; `second` for muzzle and belly; `third` for markings and hooves.
        ears: pointy, round, floppy, long, side, none, frog.
        muzzle: small, wide, snout, long, pig, none.
        marks: markings and horns, see `_MARKS`.
        tail: bushy, thin, puff, curl, hair, thick, none.
        body: length and leg length on four legs, relative to the usual.
    """

    fur: str
    second: str
    third: str = "#3a2a2a"
    ears: str = "pointy"
    muzzle: str = "small"
    marks: tuple[str, ...] = ()
    tail: str = "thin"
    nose: str = "#2d2430"
    body: tuple[float, float] = (1.0, 1.0)


BEASTS: dict[str, Beast] = {
    "fox": Beast("#e8762d", "#fbe9d2", "#4a2c22", "pointy", "fox", ("dark_ears", "cheeks"), "bushy"),
    "wolf": Beast("#858d99", "#dfe3e8", "#4c535e", "pointy", "fox", ("cheeks",), "bushy"),
    "dog": Beast("#c98d4e", "#f4e2c6", "#8a5a2f", "floppy", "wide", ("eye_patch",), "thin"),
    "dalmatian": Beast("#f5f3ee", "#ffffff", "#33313a", "floppy", "wide", ("spots",), "thin"),
    "cat": Beast("#e9a24a", "#fbe8cd", "#c47a2c", "pointy", "small", ("whiskers", "stripes"), "thin", "#d9777a"),
    "blackcat": Beast("#35333d", "#4b4855", "#1f1d25", "pointy", "small", ("whiskers", "bright_eyes"), "thin", "#b86a74"),
    "lion": Beast("#e5ac4f", "#f8e0b0", "#a8642a", "round", "wide", ("mane", "whiskers"), "tuft"),
    "tiger": Beast("#ee9035", "#fdf1dc", "#3b2a26", "round", "wide", ("stripes", "whiskers"), "striped"),
    "leopard": Beast("#e6b155", "#faebcb", "#6a4426", "round", "wide", ("spots", "whiskers"), "thin"),
    "bear": Beast("#8d5b38", "#d8ab7c", "#5c3820", "round", "wide", (), "puff"),
    "polarbear": Beast("#f2f1ec", "#ffffff", "#c9cbd0", "round", "wide", (), "puff"),
    "panda": Beast("#f6f4ef", "#ffffff", "#33323a", "round", "small", ("panda",), "puff"),
    "koala": Beast("#9aa1ab", "#d8dce2", "#6d737d", "big_round", "koala", (), "none"),
    "raccoon": Beast("#8d8f96", "#e9e8e6", "#3d3b44", "round", "small", ("mask",), "striped"),
    "badger": Beast("#6d6f78", "#f0efec", "#2d2b34", "round", "small", ("badger",), "puff"),
    "rabbit": Beast("#b99a7c", "#f1e4d3", "#8a6c50", "long", "small", ("teeth", "whiskers"), "puff", "#d98a8f"),
    "whiterabbit": Beast("#f4f2ee", "#ffffff", "#f0b7bd", "long", "small", ("teeth", "whiskers"), "puff", "#e58a94"),
    "mouse": Beast("#a3a3ad", "#dcdbe0", "#e7a3a8", "huge_round", "small", ("whiskers", "teeth"), "string", "#d9777a"),
    "rat": Beast("#7d7470", "#c5bab3", "#d59a98", "big_round", "fox", ("whiskers",), "string", "#d9777a"),
    "hamster": Beast("#e0a565", "#fdf3e2", "#b97a3c", "round", "small", ("cheeks", "whiskers"), "none", "#d9777a"),
    "squirrel": Beast("#c0622d", "#f6dcbd", "#8a3f1a", "tufted", "small", ("teeth",), "curl"),
    "mole": Beast("#4b4550", "#6d6470", "#e9a3a0", "none", "snout", (), "none", "#ee9a9a"),
    "monkey": Beast("#8a5a3a", "#f0c79a", "#5d3a22", "side", "monkey", (), "string"),
    "horse": Beast("#a4683c", "#c99465", "#4a2d1c", "upright", "long", ("forelock",), "hair", body=(1.05, 1.25)),
    "donkey": Beast("#8f8b8a", "#d9d4cf", "#4b4648", "long_side", "long", ("forelock",), "tuft", body=(1.0, 1.1)),
    "unicorn": Beast("#f7f3fa", "#ffffff", "#d884c9", "upright", "long", ("horn", "forelock"), "hair", body=(1.05, 1.25)),
    "pegasus": Beast("#f4f6fb", "#ffffff", "#8fb4e8", "upright", "long", ("forelock", "wings"), "hair", body=(1.05, 1.25)),
    "zebra": Beast("#f4f2ee", "#dcd8d4", "#2e2b33", "upright", "long", ("stripes", "forelock"), "hair", body=(1.05, 1.2)),
    "cow": Beast("#f6f2ec", "#eeb3b0", "#3a333a", "cow", "cow", ("horns", "patches"), "tuft", body=(1.15, 1.0)),
    "pig": Beast("#f2a9b4", "#e98a9b", "#d9788b", "fold", "pig", (), "curly", body=(1.1, 0.7)),
    "sheep": Beast("#3d3a42", "#f5f1e8", "#3d3a42", "side_flat", "small", ("wool",), "puff", body=(1.0, 0.85)),
    "goat": Beast("#e9e2d6", "#ffffff", "#8b7a66", "side_flat", "long", ("back_horns", "goatee"), "puff", body=(0.95, 1.05)),
    "deer": Beast("#b9783f", "#f1d9b5", "#6b4423", "side", "fox", ("antlers", "fawn"), "puff", body=(0.95, 1.3)),
    "reindeer": Beast("#8f6242", "#ead9c2", "#5c3c28", "side", "fox", ("antlers",), "puff", "#d8332f", (1.0, 1.2)),
    "dragon": Beast("#4fae57", "#d9e79a", "#2f7d4a", "spiky", "dragon", ("horns2", "wings", "spikes"), "thick", "#2f7d4a", (1.1, 0.95)),
    "moose": Beast("#7d5637", "#b98c62", "#5a3d26", "side", "cow", ("palmate",), "puff", body=(1.1, 1.25)),
    "boar": Beast("#6a5040", "#a9836a", "#2f2620", "upright", "pig", ("tusks",), "thin", body=(1.1, 0.75)),
    "gorilla": Beast("#4a4d55", "#8b8f98", "#2d2f36", "side", "monkey", (), "none", body=(0.95, 0.85)),
    "orangutan": Beast("#c9682a", "#e8b98a", "#8a431a", "side", "monkey", (), "none", body=(0.95, 0.85)),
    "bull": Beast("#6b4630", "#d9b591", "#3a2a20", "cow", "cow", ("horns", "forelock"), "tuft", body=(1.15, 1.0)),
    "ram": Beast("#d8c3a5", "#f1ebdf", "#b9a184", "none", "small", ("wool", "ram_horns"), "puff", body=(1.0, 0.85)),
    "beaver": Beast("#8a5c3a", "#d1a676", "#4a3020", "round", "small", ("teeth", "whiskers"), "thick", body=(0.95, 0.6)),
    "otter": Beast("#7a5a44", "#e3cdb4", "#4f3828", "round", "wide", ("whiskers",), "thick", body=(1.2, 0.55)),
    "skunk": Beast("#2f2d36", "#f4f2ee", "#f4f2ee", "round", "small", ("skunk", "bright_eyes"), "curl", body=(0.95, 0.7)),
    "poodle": Beast("#f1e8dc", "#fbf6ee", "#d8cabb", "floppy", "wide", ("wool",), "puff", body=(0.95, 0.95)),
    "sloth": Beast("#a58a6a", "#ecdfc8", "#5f4a36", "none", "small", ("mask",), "none", body=(0.9, 0.8)),
    "hedgehog": Beast("#e3c3a0", "#f3e0c8", "#6a4a34", "round", "small", ("quills",), "none", body=(0.85, 0.5)),
    "rhino": Beast("#9a9ea6", "#b9bdc4", "#6d7179", "upright", "cow", ("nose_horn",), "tuft", body=(1.2, 0.9)),
    "hippo": Beast("#9a8fa3", "#d3aebb", "#6a6272", "round", "cow", (), "thin", body=(1.25, 0.7)),
    "elephant": Beast("#9aa5b5", "#c9d1dc", "#7d8796", "elephant", "trunk", ("ivory",), "tuft", body=(1.15, 1.05)),
    "mammoth": Beast("#8a5a3a", "#b98c62", "#5f3c22", "elephant", "trunk", ("ivory", "forelock"), "tuft", body=(1.15, 1.05)),
    "camel": Beast("#d9a866", "#efd3a4", "#a87a42", "upright", "long", ("hump",), "tuft", body=(1.05, 1.3)),
    "llama": Beast("#eee6da", "#f8f3ea", "#c9b9a4", "upright", "long", ("forelock",), "puff", body=(0.9, 1.35)),
    "giraffe": Beast("#f0bf55", "#f8e0a8", "#a8642a", "side", "long", ("ossicones", "spots"), "tuft", body=(0.85, 1.6)),
    "kangaroo": Beast("#c98d5a", "#f0d3b0", "#8a5a36", "long_side", "fox", (), "thick", body=(0.85, 1.05)),
    "crocodile": Beast("#5f9e4a", "#d9e3a0", "#3f7436", "none", "dragon", ("spikes",), "thick", "#3f7436", (1.4, 0.5)),
    "dinosaur": Beast("#5fae5a", "#d9e79a", "#3f8a4a", "none", "dragon", ("spikes",), "thick", "#3f8a4a", (1.05, 1.0)),
    "turtle": Beast("#7fae5a", "#dfe8a8", "#4f7f3a", "none", "frog", (), "none", body=(0.9, 0.6)),
    "seal": Beast("#8b95a3", "#d5dae0", "#5f6874", "none", "wide", ("whiskers",), "none", body=(1.2, 0.5)),
    "bat": Beast("#5a4a5f", "#8b7a90", "#3a2f40", "pointy", "pig", ("wings",), "none", body=(0.8, 0.7)),
    "snail": Beast("#d9b58a", "#f0dcc0", "#8a5c3a", "none", "small", (), "none", body=(0.8, 0.5)),
    "bug": Beast("#6a8f3f", "#cfe09a", "#3f5a26", "none", "small", ("feelers",), "none", body=(0.8, 0.5)),
    "fish": Beast("#4a9fd9", "#bfe3f5", "#2f6fa8", "none", "frog", (), "none", body=(0.9, 0.5)),
    "frog": Beast("#6dbb45", "#dff0a8", "#4a8f2f", "frog", "frog", (), "none", "#4a8f2f", (0.8, 0.6)),
}


# Library pictures that take a body of their own when they dress, hold or do something.
TWINS: dict[str, str] = {
    "dinosaur": "dinosaur", "brontosaurus": "dinosaur", "turtle": "turtle", "seal": "seal", "lizard": "crocodile",
    "bat": "bat", "snail": "snail", "caterpillar": "bug", "beetle": "bug", "cricket": "bug", "ant": "bug",
    "fish": "fish", "goldfish": "fish", "bigfish": "fish", "shark": "seal", "whale": "seal",
    "dolphin": "seal", "sloth": "sloth", "ladybug": "bug", "bee": "bug", "spider": "bug", "worm": "snail",
    "octopus": "fish", "crab": "fish", "lobster": "fish", "pufferfish": "fish", "squid": "fish",
}  # fmt: skip
# Those that also feel and have names with their own bodies; fish and insects are themselves without.
FEELING = frozenset({"dinosaur", "brontosaurus", "seal", "sloth", "bat"})


def beast(kind: str, color: str, second: str = "") -> Beast:
    """An animal, recoloured when a colour was asked for."""
    found = BEASTS.get(kind, BEASTS["dog"])
    if not color:
        return found
    paint = rgb(color)
    dark = sum(paint) < 240  # noqa: PLR2004 -- the sum of a colour too dark for its markings
    soft = hexed(lighter(paint, 0.25 if dark else 0.6))
    keep = found.second in {"#ffffff", "#f5f1e8"} or "panda" in found.marks
    if "wool" in found.marks:
        return replace(found, second=hexed(paint))
    marks = tuple(mark for mark in found.marks if not (dark and mark in {"whiskers", "eye_patch"}))
    return replace(
        found, fur=hexed(paint), second=second or (found.second if keep and not dark else soft),
        third=hexed(darker(paint, 0.4)), marks=marks + (("bright_eyes",) if dark else ()),
    )  # fmt: skip


def hexed(color: Color) -> str:
    """For example '#rrggbb' of a colour."""
    return f"#{color[0]:02x}{color[1]:02x}{color[2]:02x}"
