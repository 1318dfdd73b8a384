"""Pictures that were made: what is kept of each, who may see it, and its smaller copies."""
