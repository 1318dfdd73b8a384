"""Comics: from a chat script to a lettered page."""
