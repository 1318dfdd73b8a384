"""What Discord sends, in the forms of its documentation."""

from typing import Any

APPLICATION, BOT, GUILD, CHANNEL, PERSON = "1001", "1002", "1003", "1004", "1005"
Json = dict[str, Any]


def message(message_id: str) -> Json:
    """Return a message of the bot's."""
    return {
        "id": message_id, "channel_id": CHANNEL, "author": user(BOT, bot=True), "content": "", "type": 0,
        "timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None, "tts": False, "mention_everyone": False,
        "mentions": [], "mention_roles": [], "attachments": [], "embeds": [], "pinned": False, "components": [],
        "flags": 0, "application_id": APPLICATION,
    }  # fmt: skip


def user(user_id: str, *, bot: bool = False) -> Json:
    """Return somebody."""
    return {"id": user_id, "username": f"user{user_id}", "discriminator": "0", "avatar": None, "global_name": "Ann",
            "bot": bot}  # fmt: skip


def guild() -> Json:
    """Return the server, with its channel."""
    channel = {"id": CHANNEL, "type": 0, "name": "art", "position": 0, "permission_overwrites": []}
    return {"id": GUILD, "name": "guild", "owner_id": PERSON, "channels": [channel], "roles": [], "emojis": [],
            "members": [], "member_count": 2, "premium_tier": 0, "threads": [], "features": []}  # fmt: skip


def application() -> Json:
    """Return the bot's application."""
    return {"id": APPLICATION, "name": "ink", "icon": None, "description": "", "bot_public": True, "flags": 0,
            "bot_require_code_grant": False, "verify_key": "k", "owner": user(PERSON), "team": None}  # fmt: skip


def interaction(kind: int, data: Json, *, number: str, pressed: Json | None = None, limit: int = 10 * 1024**2) -> Json:
    """Return an interaction as the gateway sends it; its token names the pressed message."""
    member = {"user": user(PERSON), "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": False,
              "mute": False, "flags": 0, "permissions": "0"}  # fmt: skip
    found: Json = {
        "id": number, "application_id": APPLICATION, "type": kind, "data": data, "guild_id": GUILD,
        "channel_id": CHANNEL, "channel": {"id": CHANNEL, "type": 0}, "member": member, "version": 1, "locale": "pl",
        "token": f"t{number}-{pressed['id'] if pressed else ''}", "attachment_size_limit": limit, "entitlements": [],
        "authorizing_integration_owners": {"0": GUILD}, "context": 0, "app_permissions": "0", "guild_locale": "en-US",
    }  # fmt: skip
    return found | ({"message": pressed} if pressed else {})
