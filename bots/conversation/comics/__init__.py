"""Comics in the conversation: asked for, understood, shown, changed, handed out."""
