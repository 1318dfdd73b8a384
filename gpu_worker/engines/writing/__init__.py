"""Writers of texts: a template, a model on this machine, a server elsewhere; each answer is read before it counts."""
