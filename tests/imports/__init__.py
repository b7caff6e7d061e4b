"""Directories taken in."""
