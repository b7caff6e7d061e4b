"""Letters written from the record in an office's own words, cleared step by step, and sent."""
