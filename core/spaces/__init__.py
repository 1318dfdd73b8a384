"""Spaces: a Discord server or a Telegram group, whose settings may narrow what people can do there."""
