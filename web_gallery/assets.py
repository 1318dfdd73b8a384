"""Style sheets, fonts, drawings and the reader's script: read once, named by their content, cacheable for ever."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

_HERE = Path(__file__).parent / "static"
_FONTS = Path(__file__).parent.parent / "node_modules" / "@fontsource-variable"
_SHEETS = ("tokens", "ground", "header", "grid", "picture", "prose", "controls", "legal", "forms", "reader", "finding")
# Unicode ranges as Fontsource publishes them; a page in English fetches only the Latin files.
_LATIN = "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC, U+2122"
_LATIN_EXT = "U+0100-02BA, U+1E00-1E9F, U+2020, U+20A0-20AB, U+20AD-20C0, U+2113"
_FACES = (
    ("Fraunces", "fraunces", "latin", _LATIN),
    ("Fraunces", "fraunces", "latin-ext", _LATIN_EXT),
    ("Source Sans 3", "source-sans-3", "latin", _LATIN),
    ("Source Sans 3", "source-sans-3", "latin-ext", _LATIN_EXT),
)
# Optional: a font that is late is used on the next page, and no line of this one moves (G4, CLS).
_FACE = (
    "@font-face{{font-family:'{family}';font-style:normal;font-display:optional;font-weight:200 900;"
    "src:url({address}) format('woff2');unicode-range:{covers}}}"
)


@dataclass(frozen=True, slots=True)
class Asset:
    """One static file."""

    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Assets:
    """All static files by their address, and the addresses that pages name.

    ``preloads`` are the fonts that every page needs at once, ``polish`` those with the letters that only Polish has:
    a font that comes late is not shown (``font-display``), and such a letter would stand in another face.
    """

    files: dict[str, Asset]
    sheet: str
    favicon: str
    preloads: tuple[str, ...]
    polish: tuple[str, ...]
    logo: str
    reader: str
    studio: str
    studio_sheet: str
    admin_sheet: str
    comics: str
    gallery: str
    rework: str
    rework_sheet: str
    build: str = field(default="")


def read_assets(fonts: Path = _FONTS) -> Assets:
    """Read everything; where the npm packages of the fonts are missing, the system's fonts stand in."""
    files: dict[str, Asset] = {}
    faces = []
    preloads: dict[str, list[str]] = {"latin": [], "latin-ext": []}
    for family, package, subset, covers in _FACES:
        path = fonts / package / "files" / f"{package}-{subset}-wght-normal.woff2"
        if path.is_file():
            address = _keep(files, path.name, path.read_bytes(), "font/woff2")
            faces.append(_FACE.format(family=family, address=address, covers=covers))
            preloads[subset].append(address)
    sheets = "\n".join((_HERE / "css" / f"{name}.css").read_text(encoding="utf-8") for name in _SHEETS)
    sheet = _keep(files, "gallery.css", ("\n".join(faces) + sheets).encode(), "text/css")
    favicon = _keep(files, "favicon.svg", (_HERE / "favicon.svg").read_bytes(), "image/svg+xml")
    return Assets(
        files=files,
        sheet=sheet,
        favicon=favicon,
        preloads=tuple(preloads["latin"]),
        polish=tuple(preloads["latin-ext"]),
        logo=(_HERE / "logo.svg").read_text(encoding="utf-8"),
        reader=_script(files, "reader.js", ("reader",)),
        studio_sheet=_keep(files, "studio.css", (_HERE / "css" / "studio.css").read_bytes(), "text/css"),
        admin_sheet=_keep(files, "admin.css", (_HERE / "css" / "admin.css").read_bytes(), "text/css"),
        studio=_script(files, "studio.js", ("live", "studio")),
        comics=_script(files, "comics.js", ("live", "comics")),
        gallery=_script(files, "gallery.js", ("gallery",)),
        rework=_script(files, "rework.js", ("rework",)),
        rework_sheet=_keep(files, "rework.css", (_HERE / "css" / "rework.css").read_bytes(), "text/css"),
        build=_digest("".join(files).encode()),
    )


def _script(files: dict[str, Asset], name: str, parts: tuple[str, ...]) -> str:
    """Keep some sources as one script, so that a page fetches one."""
    sources = [(_HERE / "js" / f"{part}.js").read_bytes() for part in parts]
    return _keep(files, name, b"\n".join(sources), "text/javascript")


def _keep(files: dict[str, Asset], name: str, data: bytes, media_type: str) -> str:
    address = f"/static/{_digest(data)}/{name}"
    files[address] = Asset(data, media_type)
    return address


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
