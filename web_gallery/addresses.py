"""Addresses of files that need not be public."""

from collections.abc import Sequence

from core.clock import utc_now
from core.storage.store import LONGEST_LINK
from web_gallery.site import Site


async def own_addresses(site: Site, keys: Sequence[str]) -> dict[str, str]:
    """Return signed addresses of files, on this very host where the files are."""
    now = utc_now()
    links = {key: await site.store.link(key, lifetime=LONGEST_LINK, now=now) for key in keys}
    return {key: link.removeprefix(site.settings.origin) for key, link in links.items()}
