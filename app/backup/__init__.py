"""Backups: one folder with the database as of one moment, every file that its rows name, and a manifest of digests."""
