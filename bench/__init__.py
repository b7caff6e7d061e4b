"""Benchmarks: what a page costs, counted in bare Flask pages of the same run on the same machine."""
