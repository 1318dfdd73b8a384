"""Everything that is said, without knowing a platform."""
