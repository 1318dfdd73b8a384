"""The engines: what makes the pictures, one package each."""
