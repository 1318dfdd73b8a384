"""Pictures by diffusion models: real diffusers pipelines, loaded from local folders or the hub's cache."""
