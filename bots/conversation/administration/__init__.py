"""What admins do from the chat: ``/admin role, quota, block, space, engines, audit, announce``."""
