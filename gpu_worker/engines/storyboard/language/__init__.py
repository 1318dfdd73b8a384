"""Reading a prompt: words to senses, senses to a scene. English and Polish, no model needed."""
