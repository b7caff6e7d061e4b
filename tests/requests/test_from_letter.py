"""File a request from its letter: read, checked beside its pages, corrected, filed once with the letter as its original."""

import io

import pytest


@pytest.fixture
def doe(given):
    return given.agency("DOE", name="Department of Energy")


def begin(client, data, name="letter.pdf", **more):
    return client.submit(
        "/requests/letters",
        {"letter": (io.BytesIO(data), name), **more},
        at="/requests/new",
        content_type="multipart/form-data",
    )


def test_smoke(given, client, clerk, doe):
    answer = begin(client, open("/tmp/letter.pdf", "rb").read())
    assert answer.status_code == 302, answer.get_data(as_text=True)
    page = client.get(answer.location)
    print(page.get_data(as_text=True))
    assert 0
