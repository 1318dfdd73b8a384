"""From a script to frames on pages."""
