"""What admins change: roles, credits, blocks, spaces, announcements; everything of it is on record."""
