"""Headers: every answer carries the content policy, whatever it is."""

import pytest
from flask import request

from app import create_app
from tests.conftest import settings_for

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
    assert client.get("/signin/reset/guessed").headers["Referrer-Policy"] == "strict-origin"


def test_a_forged_host_is_refused_so_that_no_link_leads_elsewhere(client):
    assert client.get("/signin", headers={"Host": "evil.example.com"}, reads_page=False).status_code == 400
    assert client.get("/signin", headers={"Host": "localhost"}).status_code == 200


def test_proxies_are_believed_only_as_far_as_the_settings_say(tmp_path):
    seen = {}
    for hops in ("0", "1"):
        app = create_app(settings_for("sqlite", tmp_path / hops, TECUM_PROXY_HOPS=hops))
        with app.test_client() as browser:
            browser.get("/healthz", headers={"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"})
            seen[hops] = (request.remote_addr, request.scheme)
    assert seen == {"0": ("127.0.0.1", "http"), "1": ("192.0.2.7", "https")}
