"""From a wanted picture to a pipeline's call: words, pictures to start from, steps, previews."""
