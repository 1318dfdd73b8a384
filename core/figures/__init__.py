"""What the house says of itself in figures, for Prometheus: base units, bounded labels, nothing of anybody."""
