"""What happens now, told to open pages: one subscription a process, one stream a page."""
