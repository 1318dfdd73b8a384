"""From a lettered layout to pixels and vectors."""
