"""People: one account each, met on several platforms."""
