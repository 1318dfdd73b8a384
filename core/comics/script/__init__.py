"""From a chat message to a script."""
