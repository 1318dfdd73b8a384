"""Settings of the gallery."""

from typing import Annotated, Self

from pydantic import Field, SecretStr, model_validator

from core.auth.registering import Registration
from core.settings import PORT, DatabaseSettings, Url


class WebSettings(DatabaseSettings):
    """What the gallery reads beyond what every process with a database does."""

    gallery_host: str = Field("127.0.0.1", description="Address the gallery listens on; 0.0.0.0 for all of them.")
    gallery_port: int = Field(8080, ge=0, le=PORT, description="Port the gallery listens on; 0 takes a free one.")
    gallery_metrics_port: int = Field(9464, ge=0, le=PORT, description="Port of the gallery's /metrics.")
    gallery_trusted_proxies: str = Field(
        "",
        description="Addresses of reverse proxies whose X-Forwarded headers are believed, with commas; * for any.",
    )

    registration: Registration = Field(
        Registration.CLOSED, description="Who may register on the web with an e-mail address: closed, invited or open."
    )
    smtp_url: SecretStr | None = Field(
        None,
        description="Mail server: smtp://user:password@host:587 (STARTTLS) or smtps://…:465; unset writes mails to "
        "DATA_FOLDER/mail.",
    )
    mail_from: str = Field("", description="Sender of mails; unset: noreply at the host of PUBLIC_URL.")
    discord_client_id: str = Field(
        "", description="Client id of the Discord application; with it people sign in there."
    )
    discord_client_secret: SecretStr | None = Field(None, description="Client secret of the Discord application.")
    discord_login_url: Url = Field("https://discord.com", description="Where people sign in with Discord.")
    telegram_client_id: str = Field("", description="Client id of the Telegram bot's log-in, from BotFather.")
    telegram_client_secret: SecretStr | None = Field(None, description="Client secret of the Telegram bot's log-in.")
    telegram_login_url: Url = Field("https://oauth.telegram.org", description="Where people sign in with Telegram.")
    request_rates: dict[str, Annotated[int, Field(ge=1, le=10_000_000)]] = Field(
        default_factory=dict,
        description='Requests a quarter of an hour by role where they differ, as JSON: {"guest": 300}.',
    )

    legal_operator: str = Field("", description="Who runs this place: the name on the legal pages.")
    legal_address: str = Field("", description="Their postal address; semicolons part its lines.")
    legal_email: str = Field("", description="E-mail address for complaints and questions about data.")
    legal_authority: str = Field("", description="The data protection authority to complain to, as a sentence.")

    @model_validator(mode="after")
    def _clients_have_secrets(self) -> Self:
        for name in ("discord", "telegram"):
            if getattr(self, f"{name}_client_id") and not getattr(self, f"{name}_client_secret"):
                message = f"{name.upper()}_CLIENT_ID needs {name.upper()}_CLIENT_SECRET"
                raise ValueError(message)
        return self

    @property
    def behind_tls(self) -> bool:
        """Whether people reach the gallery over TLS, so that browsers may be told to insist on it."""
        return self.public_url.startswith("https://")

    @property
    def origin(self) -> str:
        """The public address without a slash at its end."""
        return self.public_url.rstrip("/")
