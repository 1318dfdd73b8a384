"""Where the panels of a script stand on its pages: pure, deterministic, before anything is drawn."""

from core.comics.layout.setting import lay_out, usual_size

__all__ = ["lay_out", "usual_size"]
