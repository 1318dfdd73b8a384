"""The text that people write for a comic, and the script it means: English and Polish, typeable in one message."""

from core.comics.script.formatting import format_script
from core.comics.script.parsing import FILE, MESSAGE, Limits, Parsed, parse

__all__ = ["FILE", "MESSAGE", "Limits", "Parsed", "format_script", "parse"]
