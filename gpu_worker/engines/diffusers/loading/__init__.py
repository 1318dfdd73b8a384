"""Models in memory: pipelines that share their weights, what is laid over them, and who leaves when it gets tight."""
