"""Headers: every answer carries the content policy, whatever it is."""

import pytest

ANSWERS = ["/signin", "/", "/nothing", "/break", "/refuse", "/healthz", "/static/css/tecum.css", "/static/nothing.css"]


@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_carries_the_policy_and_may_not_be_framed_or_sniffed(client, address):
    headers = client.get(address, buffered=True).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("address", ["/signin", "/nothing", "/refuse"])
def test_no_page_is_kept_by_a_cache(client, address):
    assert client.get(address).headers["Cache-Control"] == "no-store"


def test_what_is_static_may_be_kept(client):
    assert client.get("/static/css/tecum.css", buffered=True).headers["Cache-Control"] != "no-store"


def test_the_address_of_a_reset_link_is_told_to_nobody(client):
    assert client.get("/signin/reset/guessed").headers["Referrer-Policy"] == "no-referrer"
