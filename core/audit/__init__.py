"""What was done, by whom and when: an append-only log whose entries are chained by keyed hashes."""
