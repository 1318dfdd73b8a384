"""A finished comic as files: CBZ, PDF, EPUB and slices."""
