"""The domain of Inkhearth: people, quotas, jobs, pictures and their privacy; knows no chat, web or tensor library."""
