"""Larger pictures on any CPU: small nets where their weights are there, Lanczos everywhere."""
