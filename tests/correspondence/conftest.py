import pytest
import time_machine

from tests.correspondence.replies import Replies


@pytest.fixture
def replies(given):
    """Logs, classifies and looks at replies, for arranging."""
    return Replies(given)


@pytest.fixture
def october():
    """Tuesday, October 9, 2018, 11:00 a.m. in Washington."""
    with time_machine.travel("2018-10-09 15:00 +0000", tick=True):
        yield
