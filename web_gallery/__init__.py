"""The gallery: pages, files and health of the small web front."""
