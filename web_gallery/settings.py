"""Settings of the gallery."""

from pydantic import Field

from core.settings import DatabaseSettings

_PORT = 65_535


class WebSettings(DatabaseSettings):
    """What the gallery reads beyond what every process with a database does."""

    gallery_host: str = Field("127.0.0.1", description="Address the gallery listens on; 0.0.0.0 for all of them.")
    gallery_port: int = Field(8080, ge=0, le=_PORT, description="Port the gallery listens on; 0 takes a free one.")
    gallery_metrics_port: int = Field(
        9464, ge=0, le=_PORT, description="Port of /metrics on the gallery's host; 0 switches it off."
    )
    gallery_trusted_proxies: str = Field(
        "",
        description="Addresses of reverse proxies whose X-Forwarded headers are believed, with commas; * for any.",
    )

    legal_operator: str = Field("", description="Who runs this place: the name on the legal pages.")
    legal_address: str = Field("", description="Their postal address; semicolons part its lines.")
    legal_email: str = Field("", description="E-mail address for complaints and questions about data.")
    legal_authority: str = Field("", description="The data protection authority to complain to, as a sentence.")

    @property
    def behind_tls(self) -> bool:
        """Whether people reach the gallery over TLS, so that browsers may be told to insist on it."""
        return self.public_url.startswith("https://")

    @property
    def origin(self) -> str:
        """The public address without a slash at its end."""
        return self.public_url.rstrip("/")
