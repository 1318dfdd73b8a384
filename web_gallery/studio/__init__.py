"""The studio: what its pages ask, show and check."""
