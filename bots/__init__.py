"""The chat front ends: one conversation, spoken on Discord, on Telegram and in a terminal."""
