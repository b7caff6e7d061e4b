"""The calendar: what is due on which day, as a page, as a file, and as a link for one's own calendar."""
