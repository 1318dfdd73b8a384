"""Backups: what a house needs to stand again elsewhere, sealed, and the proof that it does."""
