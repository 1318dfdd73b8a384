"""What people may ask of us about themselves: a notice, a copy of everything, to be forgotten; and what time takes."""
