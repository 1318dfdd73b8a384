"""Compiles word forms and meanings, so that the first picture need not wait for them (about twenty seconds, once)."""

from gpu_worker.engines.storyboard.library import load

meanings = load().lexicon.meanings
if meanings is not None:
    meanings.prepare()
