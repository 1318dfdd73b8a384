"""Compiles the table of word forms, so that the first picture need not wait for it (about ten seconds, once)."""

from gpu_worker.engines.storyboard.library import load

load()
