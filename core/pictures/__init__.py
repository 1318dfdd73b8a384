"""Pictures as files: reading what strangers send safely, and writing ours with their marks."""
