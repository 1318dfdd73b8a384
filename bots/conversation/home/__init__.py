"""``/home``: the house from the chat, for admins; every attempt is on record."""
