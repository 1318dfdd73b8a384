"""Picture frames: stable addresses that always show the newest picture made for them."""
