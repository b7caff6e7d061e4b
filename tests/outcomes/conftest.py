import pytest

from tests.standing_pages import with_request_page


@pytest.fixture(autouse=True)
def _request_page(app):
    with_request_page(app)
