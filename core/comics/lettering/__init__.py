"""From words and frames to balloons that nobody has to move."""
