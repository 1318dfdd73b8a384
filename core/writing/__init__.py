"""Texts by writers: asked for, written by a template or a model, read as nothing but fields, shown before use."""
