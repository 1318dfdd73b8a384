"""Drawing a scene: composition, rigs, parts, backdrops, styles."""
