"""The storyboard engine: a prompt in English or Polish to an illustration, on any CPU."""
