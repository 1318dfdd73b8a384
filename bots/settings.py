"""Settings of the chat front ends; a front end without its token is left out."""

from pydantic import Field, SecretStr

from core.settings import PORT, DatabaseSettings, Url


class BotSettings(DatabaseSettings):
    """What the bots need; the addresses are for tests and proxies."""

    discord_token: SecretStr | None = Field(None, description="Token of the Discord bot; unset leaves Discord out.")
    discord_api_url: Url = Field("https://discord.com/api/v10", description="Discord's REST address.")
    discord_gateway_url: Url | None = Field(None, description="Discord's gateway, where it is not asked for.")
    discord_guild: int | None = Field(None, description="Server to which commands are synced at once, for trying out.")
    discord_flag_emoji: str = Field("🚩", min_length=1, description="Reaction that reports a result on Discord.")
    telegram_token: SecretStr | None = Field(None, description="Token of the Telegram bot; unset leaves Telegram out.")
    telegram_api_url: Url = Field("https://api.telegram.org/bot", description="Telegram's Bot API address.")
    telegram_file_url: Url = Field("https://api.telegram.org/file/bot", description="Telegram's file address.")
    telegram_flag_emoji: str = Field(
        "🤬", min_length=1, description="Reaction that reports a result on Telegram; one of its standard reactions."
    )
    telegram_webhook_url: Url | None = Field(None, description="Public address for updates; unset polls instead.")
    telegram_webhook_secret: SecretStr | None = Field(None, description="Secret that Telegram sends with each update.")
    bots_metrics_port: int = Field(9467, ge=0, le=PORT, description="Port of the bots' /metrics; the console has none.")
    telegram_webhook_listen: str = Field("127.0.0.1:8081", description="host:port on which updates are taken.")
