"""The clock and the mail server of the reminders' tests serve here, too."""

from tests.reminders.conftest import clock, office, sink

__all__ = ["clock", "office", "sink"]
