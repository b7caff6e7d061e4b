"""The demonstration docket: an invented committee, invented letters, and public facts with their sources."""
