"""What is made of a picture that is there: clips, larger ones, variations, repainted parts, descriptions."""
