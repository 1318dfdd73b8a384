"""Every own part by name."""

from collections.abc import Callable

from gpu_worker.engines.storyboard.drawing.parts_buildings import BUILDINGS
from gpu_worker.engines.storyboard.drawing.parts_fixtures import FIXTURES
from gpu_worker.engines.storyboard.drawing.parts_furniture import FURNITURE
from gpu_worker.engines.storyboard.drawing.parts_items import ITEMS
from gpu_worker.engines.storyboard.drawing.parts_leisure import LEISURE
from gpu_worker.engines.storyboard.drawing.parts_machines import MACHINES
from gpu_worker.engines.storyboard.drawing.parts_nature import NATURE
from gpu_worker.engines.storyboard.drawing.parts_streets import STREETS
from gpu_worker.engines.storyboard.drawing.parts_vehicles import VEHICLES
from gpu_worker.engines.storyboard.drawing.sketch import Sketch

Part = Callable[[Sketch, str], None]
PARTS: dict[str, Part] = {
    **NATURE, **BUILDINGS, **STREETS, **FURNITURE, **FIXTURES, **ITEMS, **VEHICLES, **MACHINES, **LEISURE,
}  # fmt: skip
