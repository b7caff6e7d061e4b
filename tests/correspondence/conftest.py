import pytest

from tests.correspondence.replies import Replies
from tests.standing_pages import with_request_page


@pytest.fixture(autouse=True)
def _request_page(app):
    with_request_page(app)


@pytest.fixture
def replies(given):
    """Logs, classifies and looks at replies, for arranging."""
    return Replies(given)
