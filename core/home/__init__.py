"""The house: what admins may switch in it, and how each attempt is asked for, allowed, done and remembered."""
