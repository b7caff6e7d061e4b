"""Keep text that a spreadsheet would run as a formula from being run."""

import re

# The starts that spreadsheets take for a formula, with their full-width twins, also behind white space, quotes or an
# invisible mark: a reader that trims a cell first would find them (OWASP, CSV injection).
# Nearly every text begins with none of these, and then one look at its first sign is enough.
HARMLESS = re.compile("[A-Za-z0-9]")
FORMULA = re.compile("[\\s\"'\u200b\ufeff]*[=+\\-@＝＋－＠\t\r\0]")


def would_run(text: str) -> bool:
    return HARMLESS.match(text) is None and FORMULA.match(text) is not None


def guarded(text: str) -> str:
    """`text` with an apostrophe before it if a spreadsheet could take it for a formula."""
    return "'" + text if would_run(text) else text


def unguarded(text: str) -> str:
    """What was given to `guarded`; for text that comes back through an import."""
    return text[1:] if text.startswith("'") and would_run(text[1:]) else text
