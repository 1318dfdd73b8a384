"""Which models there are: the table, what each family of pipelines can do, and getting the weights."""
