"""Running the house in containers, and watching it."""
