"""Clips by video models: how many frames, and those between them."""
