"""Headers that every answer carries, and the policies they state (gallery.md G14)."""

from urllib.parse import urlsplit

from web_gallery.identity import providers_of
from web_gallery.settings import WebSettings

_TWO_YEARS_S = 2 * 365 * 24 * 3600
_PERMISSIONS = ", ".join(
    f"{feature}=()" for feature in ("camera", "microphone", "geolocation", "payment", "usb", "interest-cohort")
)
# A file that was served by mistake as a page may do nothing at all.
FILE_POLICY = "default-src 'none'; style-src 'none'; sandbox; frame-ancestors 'none'"


def standing_headers(settings: WebSettings) -> tuple[tuple[bytes, bytes], ...]:
    """Return the headers that an answer gets unless it sets them itself."""
    headers = {
        "content-security-policy": page_policy(settings),
        "x-content-type-options": "nosniff",
        "referrer-policy": "strict-origin-when-cross-origin",
        "permissions-policy": _PERMISSIONS,
        "cross-origin-opener-policy": "same-origin",
        "x-frame-options": "DENY",
    }
    if settings.behind_tls:
        headers["strict-transport-security"] = f"max-age={_TWO_YEARS_S}; includeSubDomains"
    return tuple((name.encode(), value.encode()) for name, value in headers.items())


def page_policy(settings: WebSettings) -> str:
    """Return what a page may load: its own things, tiny placeholders in itself, pictures of the object store.

    Browsers hold a form to ``form-action`` on its way through redirects too, so the providers that people sign in with
    are named there.
    """
    forms = " ".join(["'self'", *sorted(provider.client.origin for provider in providers_of(settings).values())])
    pictures = " ".join(["'self'", "data:", *_store_origin(settings)])
    return (
        f"default-src 'none'; img-src {pictures}; media-src {pictures}; style-src 'self'; font-src 'self'; "
        f"script-src 'self'; connect-src 'self'; base-uri 'none'; form-action {forms}; frame-ancestors 'none'"
    )


def _store_origin(settings: WebSettings) -> list[str]:
    """Return the origin that file addresses redirect to, where that isn't the gallery itself."""
    if settings.s3_endpoint is None:
        return []
    if settings.s3_public_url:
        public = urlsplit(settings.s3_public_url)
        return [f"{public.scheme}://{public.netloc}"]
    return [f"{'https' if settings.s3_secure else 'http'}://{settings.s3_endpoint}"]
