"""Named workflows on a ComfyUI server."""
