"""The first page: what is late, due, to classify."""
