"""What Inkhearth is made of that others wrote, and what must never lie in its repository."""
