"""One file for each class of attack."""
