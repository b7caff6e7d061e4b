"""The agency directory, with what a person may see asked of each."""
