"""The API for programs, version 1: everything that the pages do, as JSON."""
