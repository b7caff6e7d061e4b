"""A small invented letter for the tests of the reader; each part may be given otherwise."""

from collections.abc import Callable

import pytest

from app.letters.findings import Findings
from app.letters.reader import read_letter


@pytest.fixture
def letter() -> Callable[..., Findings]:
    return _letter


def _letter(
    *,
    head: str = "March 3, 2020\n\nThe Honorable Jane Doe\nDirector\nOffice of Examples\nWashington, DC 20001",
    greeting: str = "Dear Director Doe:",
    body: str = "Please answer these questions by March 17, 2020:\n\n1. Who knew?\n\n2. When?",
    end: str = "Sincerely,\n\nJohn Roe\nUnited States Senator",
) -> Findings:
    return read_letter("\n\n".join(part for part in (head, greeting, body, end) if part))
