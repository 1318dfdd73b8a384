"""Reports, cases and decisions: how a community keeps its place in order, reversibly and with reasons."""
