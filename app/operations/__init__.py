"""Whether the house stands: health, and the viewer of kept mail."""
