"""Take out of sight what must not be here, give a false alarm back, erase for good, and say who saw it."""
