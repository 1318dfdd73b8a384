"""Jobs: what people asked for, from the request to the delivered result."""
