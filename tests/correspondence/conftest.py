import pytest

from tests.correspondence.replies import Replies


@pytest.fixture
def replies(given):
    """Logs, classifies and looks at replies, for arranging."""
    return Replies(given)
