"""Reminders: who is told when about a deadline, and the mail that tells it."""
