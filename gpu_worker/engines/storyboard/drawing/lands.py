"""Which land each outdoor place is: ground, horizon and what stands in the distance."""
# fmt: off
# ruff: noqa: E501 -- the points of a shape belong on one line

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Land:
    """A landscape.

    Attributes:
        ground: near colour; `far` layers from the back to the front.
        horizon: as a share of the height.
        kind: what lies on the ground: grass, water, sand, road, snow, tiles, rock, deep, sky, crops, ice.
        sky: whether there is a sky of weather; space and the sea floor have none.
    """

    ground: str
    far: tuple[str, ...] = ("hills",)
    kind: str = "grass"
    horizon: float = 0.58
    sky: bool = True


LANDS: dict[str, Land] = {
    "meadow": Land("#7cbf52", ("hills", "bushes")), "hills": Land("#79b953", ("hills", "hills2")),
    "wheatfield": Land("#e2bb54", ("hills",), "crops"), "forest": Land("#5f9f48", ("hills", "trees")),
    "pinewood": Land("#5d8f4c", ("hills", "pines")), "jungle": Land("#3f8f45", ("trees", "palms", "vines")),
    "swamp": Land("#5f7f52", ("trees", "reeds"), "pond"), "park": Land("#80c25a", ("skyline_soft", "trees_few", "path")),
    "garden": Land("#7cc056", ("bushes", "fence", "flowers")), "farm": Land("#86bd55", ("hills", "barn", "fence")),
    "vineyard": Land("#8fae55", ("hills", "rows")), "playground": Land("#86c45c", ("trees_few", "play")),
    "city": Land("#77808f", ("skyline", "skyline2"), "road", 0.62), "street": Land("#757d8b", ("houses",), "road", 0.62),
    "futurecity": Land("#3a3560", ("neon",), "road", 0.62), "town": Land("#c9b99c", ("houses",), "tiles", 0.6),
    "market": Land("#cdb78f", ("houses", "stalls"), "tiles", 0.6), "beach": Land("#f2dca2", ("seastrip", "palms_side"), "sand", 0.42),
    "sea": Land("#3f8fcf", (), "water", 0.5), "harbour": Land("#4a96cf", ("houses_far",), "pier", 0.48),
    "lake": Land("#7fb956", ("mountains", "pines_far", "lakestrip"), "grass", 0.42), "river": Land("#7cbf52", ("hills", "trees_few", "riverstrip")),
    "underwater": Land("#d9c48c", (), "deep", 0.82, sky=False), "desert": Land("#ecc878", ("dunes",), "sand", 0.55),
    "canyon": Land("#d08a52", ("mesas",), "sand", 0.58), "mountains": Land("#86b562", ("mountains", "hills2"), "grass", 0.62),
    "snowfield": Land("#f2f6fb", ("mountains", "pines_far"), "snow", 0.58), "skyhigh": Land("#ffffff", (), "clouds", 0.8),
    "space": Land("#1a1438", (), "space", 0.99, sky=False), "moonscape": Land("#a9abb5", ("earthrise",), "craters", 0.62, sky=False),
    "mars": Land("#c8643c", ("mesas",), "craters", 0.6), "volcanic": Land("#4a3438", ("volcano",), "lava", 0.58),
    "cave": Land("#5d5568", ("cavewall",), "rock", 0.66, sky=False), "graveyard": Land("#5f7a52", ("hills", "graves", "bare")),
    "ruinsland": Land("#8fae62", ("hills", "columns")), "candyland": Land("#f7b6cf", ("candyhills", "lollies")),
    "fairyland": Land("#7fcf8a", ("candyhills", "trees", "mushrooms")), "stadium": Land("#5fae4f", ("stands",), "pitch", 0.5),
    "court": Land("#c9663f", ("stands",), "pitch", 0.5), "pool": Land("#5cc3e6", ("stands_low",), "pool", 0.46),
    "amusement": Land("#9fc26a", ("ferris", "stalls"), "tiles", 0.58), "zoo": Land("#86bd5a", ("trees_few", "fence")),
    "station": Land("#9a9fa8", ("stationroof",), "platform", 0.58), "railway": Land("#8fa860", ("hills",), "rails", 0.55),
    "airport": Land("#8a9099", ("tower_far",), "road", 0.6), "rooftop": Land("#a8604a", ("skyline",), "tiles", 0.66),
    "bridgeview": Land("#b59a78", ("riverfar", "rail"), "tiles", 0.66), "deck": Land("#b5844f", ("seastrip", "rail"), "planks", 0.6),
    "campsite": Land("#73a850", ("mountains", "pines"), "grass"), "battlefield": Land("#9aa05a", ("hills", "flags")),
    "construction": Land("#c9a878", ("skyline", "crane"), "sand", 0.6),
}  # fmt: skip
