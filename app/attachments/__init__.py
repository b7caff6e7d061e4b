"""Files, served through what they are attached to."""
