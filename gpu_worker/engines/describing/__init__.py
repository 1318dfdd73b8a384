"""Words about pictures, by a small model that sees."""
