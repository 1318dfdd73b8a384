"""What the gallery shows to everybody: the feed with its filters, tags, people, and the search through all of it."""
