"""The shipped nginx file, really started: slow uploads are held back, headers are set and not believed, limits hold."""

import http.server
import os
import re
import socket
import ssl
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPSConnection
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app import schema
from app.extensions import db
from tests.ensure_programs import find

ROOT = Path(__file__).parent.parent.parent
NAME = "oversight.example.gov"
NGINX = find("nginx")
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until_open(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"nothing listens on {port}")


def make_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "privkey.pem").write_bytes(key.private_bytes(pem, pkcs8, serialization.NoEncryption()))


@contextmanager
def nginx(folder: Path, upstream: int):
    """The shipped file with this machine's ports and folders, and nothing else changed; yields the port of its TLS."""
    port, plain = free_port(), free_port()
    make_certificate(folder)
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    for shipped, here in (
        ("127.0.0.1:8000", f"127.0.0.1:{upstream}"),
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("/etc/ssl/tecum", str(folder)),
        ("/run/tecum-bodies", str(folder / "bodies")),
    ):
        assert shipped in text, f"the shipped file says no more {shipped}"
        text = text.replace(shipped, here)
    (folder / "site.conf").write_text(text)
    user = "user root;" if os.geteuid() == 0 else ""
    places = "".join(f"{name}_temp_path {folder}/{name};" for name in ("proxy", "fastcgi", "uwsgi", "scgi"))
    main = f"{user} daemon off; pid {folder}/pid; error_log stderr warn; events {{}} http {{ {places} access_log off; include {folder}/site.conf; }}"
    (folder / "nginx.conf").write_text(main)
    process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.PIPE)
    try:
        until_open(port)
        yield port
    finally:
        process.terminate()
        _, words = process.communicate(timeout=20)
        assert b"emerg" not in words, words


def connection(port: int) -> HTTPSConnection:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return HTTPSConnection("127.0.0.1", port, context=context, timeout=30)


def ask(port: int, path: str, method: str = "GET", body: bytes | None = None, **headers: str):
    line = connection(port)
    line.request(method, path, body=body, headers={"Host": NAME, **headers})
    answer = line.getresponse()
    answer.text = answer.read().decode()
    line.close()
    return answer


class Listener(http.server.BaseHTTPRequestHandler):
    """Stands where the application would, and notes what it is told."""

    seen: list = []

    def do_POST(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        began = time.monotonic()
        size = len(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        self.seen.append((self.path, dict(self.headers), size, began, time.monotonic()))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args) -> None:
        pass


@pytest.fixture
def listener():
    Listener.seen = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def test_what_a_visitor_writes_into_the_proxys_headers_is_not_believed(tmp_path, listener):
    lies = {
        "X-Forwarded-For": "10.9.9.9",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Prefix": "/evil",
        "Forwarded": "for=10.9.9.9",
        "X-Request-ID": "chosen-by-the-visitor",
    }
    with nginx(tmp_path, listener) as port:
        ask(port, "/requests?q=1", **lies)
        assert ask(port, "/metrics").status == 404
        slow_upload(port, megabytes=20, seconds=1.0)
        assert ask(port, "/files", "POST", **{"Content-Length": str(500 * 1024 * 1024)}).status == 413
        limited = [ask(port, "/signin", "POST").status for _ in range(40)]
    path, told, *_ = Listener.seen[0]
    assert path == "/requests?q=1"
    assert (told["X-Forwarded-For"], told["X-Forwarded-Host"], told["X-Forwarded-Proto"], told["Host"]) == (
        "127.0.0.1", NAME, "https", NAME,
    )  # fmt: skip
    assert not {"X-Forwarded-Prefix", "Forwarded"} & told.keys()
    assert re.fullmatch(r"[0-9a-f]{32}", told["X-Request-ID"])
    size, began, ended = next(seen[2:] for seen in Listener.seen if seen[0] == "/upload")
    assert size == 20 * 1024 * 1024
    assert ended - began < 0.8, "the application is handed the upload at once, when it is whole"
    assert (limited[0], limited[-1]) == (200, 429), "guessing passwords is slowed down"
    assert not any((tmp_path / "bodies").rglob("*.*")), "nothing of the upload is left"


def slow_upload(port: int, *, megabytes: int, seconds: float, path: str = "/upload") -> str:
    """Post that much over that long; returns the first line of the answer."""
    line = connection(port)
    line.connect()
    size = megabytes * 1024 * 1024
    head = f"POST {path} HTTP/1.1\r\nHost: {NAME}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: {size}\r\n\r\n"
    line.sock.sendall(head.encode())
    for _ in range(megabytes):
        line.sock.sendall(b"x" * (1024 * 1024))
        time.sleep(seconds / megabytes)
    with line.sock.makefile("rb") as answer:
        first = answer.readline().decode()
    line.close()
    return first


@pytest.fixture
def granian(tmp_path):
    """The application in production behind one thread, on an empty SQLite database; yields its port."""
    from app import create_app
    from config import Settings

    environment = {
        "TECUM_MODE": "production",
        "TECUM_DATA_DIR": str(tmp_path / "data"),
        "TECUM_SECRET_KEY": "0123456789abcdef" * 4,
        "TECUM_BASE_URL": f"https://{NAME}",
        "TECUM_MAIL_URL": "smtp://127.0.0.1:9",
        "TECUM_PROXY_HOPS": "1",
        "TECUM_LOG_FORMAT": "json",
    }
    (tmp_path / "data").mkdir()
    app = create_app(Settings.from_environment(environment))
    with app.app_context():
        schema.upgrade(db.engine)
        db.engine.dispose()
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
               "--workers", "1", "--blocking-threads", "1", "--no-ws", "--log-level", "warning", "wsgi:app"]  # fmt: skip
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TECUM_")}
    log = (tmp_path / "log").open("wb")
    process = subprocess.Popen(command, cwd=ROOT, env=clean | environment, stderr=log, stdout=log)
    until_open(port)
    yield port
    process.terminate()
    process.wait(30)
    log.close()


def test_slow_uploads_keep_nobody_else_waiting(tmp_path, granian):
    with nginx(tmp_path, granian) as port:
        assert ask(port, "/healthz").status == 200
        uploads = [threading.Thread(target=slow_upload, args=(port,), kwargs={"megabytes": 20, "seconds": 3.0, "path": "/signin"})
                   for _ in range(3)]  # fmt: skip
        for upload in uploads:
            upload.start()
        time.sleep(0.5)
        began = time.monotonic()
        page = ask(port, "/signin")
        waited = time.monotonic() - began
        assert all(upload.is_alive() for upload in uploads)
        for upload in uploads:
            upload.join(30)
        measures = ask(port, "/metrics").status
    assert (page.status, measures) == (200, 404)
    assert waited < 2.0, "one thread serves the page while three uploads trickle in"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Strict-Transport-Security"].startswith("max-age=")
    assert "Secure" in page.headers["Set-Cookie"]
    lines = [line for line in (tmp_path / "log").read_text().splitlines() if '"route": "/signin"' in line]
    assert page.headers["X-Request-ID"] in "".join(lines)
    assert len(lines) == 4, "each upload was handed on whole, once"
