"""Reminders' own arrangements serve here as well."""

from tests.reminders.conftest import clock, impatient, office, sink  # noqa: F401
