"""Every own part by name, and the library picture that stands in for a part not drawn yet."""

from collections.abc import Callable

from gpu_worker.engines.storyboard.drawing.parts_buildings import BUILDINGS
from gpu_worker.engines.storyboard.drawing.parts_fixtures import FIXTURES
from gpu_worker.engines.storyboard.drawing.parts_furniture import FURNITURE
from gpu_worker.engines.storyboard.drawing.parts_items import ITEMS
from gpu_worker.engines.storyboard.drawing.parts_nature import NATURE
from gpu_worker.engines.storyboard.drawing.parts_streets import STREETS
from gpu_worker.engines.storyboard.drawing.parts_vehicles import VEHICLES
from gpu_worker.engines.storyboard.drawing.sketch import Sketch

Part = Callable[[Sketch, str], None]
PARTS: dict[str, Part] = {**NATURE, **BUILDINGS, **STREETS, **FURNITURE, **FIXTURES, **ITEMS, **VEHICLES}

# Icons for parts without a drawing of their own.
STAND_INS = {
    "airplane": "airplane", "rocket": "rocket", "planet": "ringed-planet", "kite": "kite", "balloon": "balloon",
    "flag": "triangular-flag", "easteregg": "egg", "pumpkin": "jack-o-lantern", "gramophone": "radio", "harp": "violin",
    "blocks": "puzzle-piece", "snowglobe": "crystal-ball", "telescope": "telescope", "ladder": "ladder",
    "starfish": "star", "seahorse": "tropical-fish", "dragonfly": "butterfly", "fireflies": "sparkles",
    "tornado": "tornado", "fireworks": "fireworks", "cloud": "cloud", "sun": "sun", "moon": "crescent-moon",
    "digger": "tractor", "train": "railway-car", "ship": "passenger-ship", "pirateship": "sailboat", "tank": "tractor",
    "pram": "baby-bottle", "cart": "shopping-cart", "paperboat": "sailboat", "paperplane": "small-airplane",
    "goalposts": "goal-net", "hoop": "basketball", "trampoline": "circus-tent", "cauldron": "pot-of-food",
    "cannon": "bomb", "barrel": "oil-drum", "chest": "toolbox", "crate": "package", "polishflag": "triangular-flag",
}  # fmt: skip
