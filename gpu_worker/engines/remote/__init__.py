"""What engines share that are servers elsewhere: bounded answers, bounded time, and a way out while one waits."""
