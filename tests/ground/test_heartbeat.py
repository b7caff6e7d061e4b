"""The heartbeat against a real watcher: asked once, led nowhere else, and never in the way."""

import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.heartbeat import HeartbeatFailure, beat
from config import BadSetting, Settings


@contextmanager
def watcher(answers):
    """A watcher that answers each path with (status, Location); yields its address and the paths that it was asked."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            status, location = answers.get(self.path, (200, None))
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.end_headers()

        def log_message(self, *_arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def test_the_watcher_is_asked_and_a_redirect_on_its_host_is_followed():
    with watcher({"/old": (302, "/new")}) as (url, asked):
        beat(f"{url}/old")
        assert asked == ["/old", "/new"]


@pytest.mark.parametrize("leads_to", ["http://127.0.0.1:9/", "http://localhost/", "file:///etc/passwd"])
def test_a_redirect_elsewhere_is_not_followed(leads_to):
    with watcher({"/a": (302, leads_to)}) as (url, asked):
        with pytest.raises(HeartbeatFailure):
            beat(f"{url}/a")
        assert asked == ["/a"]


def test_a_watcher_that_fails_is_told_without_its_address():
    with watcher({"/secret": (500, None)}) as (url, _asked):
        with pytest.raises(HeartbeatFailure, match="The watcher answered 500") as failure:
            beat(f"{url}/secret")
        assert "secret" not in str(failure.value)


def test_a_watcher_that_hangs_is_given_up():
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(HeartbeatFailure, match="not reached"):
        beat(f"http://127.0.0.1:{silent.getsockname()[1]}/", timeout=0.2)


@pytest.mark.parametrize("url", ["http://watch.example.gov/x", "ftp://127.0.0.1/", "https:///x"])
def test_an_address_that_is_neither_secure_nor_near_is_refused(url):
    with pytest.raises(BadSetting):
        Settings.from_environment({"TECUM_HEARTBEAT_URL": url})
    with pytest.raises(HeartbeatFailure):
        beat(url)
