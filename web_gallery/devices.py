"""What a browser is called in a list: “Firefox on Linux”, as far as it says so itself (RFC 9110 § 10.1.5)."""

from core.i18n import N_, Translator

# The first that fits: browsers name those they descend from as well. Programs that are no browsers come last.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("YaBrowser/", "Yandex"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
    ("python-httpx/", "Python"),
    ("python-requests/", "Python"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
    ("FreeBSD", "FreeBSD"),
)
_BOTH = N_("{browser} on {system}")
_NAMELESS = N_("A browser that gave no name")


def device_name(say: Translator, device: str) -> str:
    """Return what a browser is called; what says neither is shown as it calls itself."""
    browser = next((name for mark, name in _BROWSERS if mark in device), "")
    system = next((name for mark, name in _SYSTEMS if mark in device), "")
    if browser and system:
        return say.gettext(_BOTH, browser=browser, system=system)
    return browser or system or device or say.gettext(_NAMELESS)
