"""What comes in from files that others keep: public directories of committees, members and agencies."""
