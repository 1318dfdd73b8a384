"""The papers that comics are laid out on (comics.md § 2): print at 300 dpi, scrolls and squares for screens."""

from collections.abc import Mapping
from types import MappingProxyType

from core.comics.layout.model import Sheet
from core.comics.script.model import PageSize

# Print: trimmed US comic book 6.625 × 10.25 inch, A4 and A5 of ISO 216, B5 of JIS P 0138 (182 × 257 mm) as manga
# magazines use it; bleed ⅛ inch or 3 mm. The least type is
# 8 pt in print (33 pixels), 24 pixels on a scroll, 20 in a chat (L9).
SHEETS: Mapping[PageSize, Sheet] = MappingProxyType(
    {
        PageSize.US: Sheet(PageSize.US, 1988, 3075, 300, 38, 90, 36, 48, 6, 46.0, 33.0),
        PageSize.A4: Sheet(PageSize.A4, 2480, 3508, 300, 35, 118, 36, 48, 6, 48.0, 33.0),
        PageSize.A5: Sheet(PageSize.A5, 1748, 2480, 300, 35, 83, 36, 48, 6, 44.0, 33.0),
        PageSize.MANGA: Sheet(PageSize.MANGA, 2150, 3035, 300, 35, 106, 36, 48, 6, 46.0, 33.0),
        PageSize.WEBTOON: Sheet(PageSize.WEBTOON, 800, 1280, 96, 0, 40, 40, 120, 4, 30.0, 24.0),
        PageSize.SQUARE: Sheet(PageSize.SQUARE, 1080, 1080, 96, 0, 24, 16, 16, 4, 30.0, 20.0),
        PageSize.STRIP: Sheet(PageSize.STRIP, 2160, 760, 96, 0, 24, 18, 18, 4, 32.0, 22.0),
    }
)
TARGETS: Mapping[PageSize, int] = MappingProxyType(
    {
        PageSize.US: 5,
        PageSize.A4: 5,
        PageSize.A5: 3,
        PageSize.MANGA: 5,
        PageSize.WEBTOON: 6,
        PageSize.SQUARE: 4,
        PageSize.STRIP: 4,
    }
)
MOST_PANELS: Mapping[PageSize, int] = MappingProxyType(
    {size: 4 if size in {PageSize.SQUARE, PageSize.STRIP} else 9 for size in PageSize}
)
