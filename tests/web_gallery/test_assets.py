"""What pages fetch from us besides pictures stays small."""

from pathlib import Path

import web_gallery
from web_gallery.assets import read_assets

SCRIPTS = Path(web_gallery.__file__).parent / "static" / "js"
MOST_SCRIPT = 30_000  # bytes, gallery.md; there it is counted packed, and this is not


def test_all_of_our_own_script_together_is_small_and_served() -> None:
    written = sum(path.stat().st_size for path in SCRIPTS.glob("*.js"))
    served = [asset.data for asset in read_assets().files.values() if asset.media_type == "text/javascript"]
    assert 0 < written <= MOST_SCRIPT
    for path in SCRIPTS.glob("*.js"):
        assert any(path.read_bytes() in data for data in served), f"{path.name} is on no page"
