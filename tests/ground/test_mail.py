"""Mail against a real SMTP server: what goes over the wire, and which failure each mishap becomes."""

import contextlib
import email
import socket
import ssl
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import policy
from ipaddress import IPv4Address
from uuid import UUID

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.mail import Letter, MailServer, PermanentFailure, TemporaryFailure, compose, thread_index

LETTER = Letter(
    sender="Oversight Requests <tracker@oversight.example.gov>",
    recipient="pat.doe@mail.example.gov",
    reply_to="owner@mail.example.gov",
    subject="DUE: [HFAC-115-0142] DOE - Grid-security vendor contracts",
    text="Due Fri, Oct 12, 2018.\n.\nA line that is only a dot stands above, and here is a long dash — so.\n",
    html="<p>Due <b>Fri, Oct 12, 2018</b> — soon.</p>\n",
    message_id="<hfac-115-0142.d3.u31.20181009@oversight.example.gov>",
    thread_id="<hfac-115-0142.thread@oversight.example.gov>",
    thread_topic="[HFAC-115-0142] DOE - Grid-security vendor contracts",
    list_id="<reminders.oversight.example.gov>",
)
REQUEST = UUID("0192c1a2-7777-7abc-8def-0123456789ab").bytes
FILED = datetime(2018, 9, 21, 14, 5, tzinfo=UTC)


class Sink:
    """Keeps what it is sent and answers as a test told it to."""

    def __init__(self):
        self.received, self.connections = [], set()
        self.answers = {}

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.connections.add(session.peer)
        answer = self.answers.get("MAIL")
        if answer in ("drop once", "421 idle too long"):
            del self.answers["MAIL"]
        if answer == "drop once":
            server.transport.abort()
        envelope.mail_from = address
        return answer or "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        return self.answers.get(address, "250 OK")

    async def handle_DATA(self, server, session, envelope):
        if self.answers.get("DATA") == "drop":
            server.transport.abort()
            return "250 never heard"
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self.received.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return f"250 kept as {len(self.received)}"


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextlib.contextmanager
def running(sink, **options):
    controller = Controller(sink, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield MailServer.from_url(f"smtp://127.0.0.1:{controller.port}", timeout=5)
    finally:
        controller.stop()


@pytest.fixture
def sink():
    return Sink()


@pytest.fixture
def server(sink):
    with running(sink) as server:
        yield server


def parsed(wire):
    return email.message_from_bytes(wire, policy=policy.SMTP)


def test_both_parts_arrive_plain_first_with_the_words_unharmed(server, sink):
    with server.connect() as connection:
        assert connection.send(compose(LETTER)) == "250 kept as 1"
    [(sender, recipients, wire)] = sink.received
    assert (sender, recipients) == ("tracker@oversight.example.gov", ["pat.doe@mail.example.gov"])
    received = parsed(wire)
    assert received.get_content_type() == "multipart/alternative"
    plain, rich = received.iter_parts()
    assert (plain.get_content_type(), rich.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_content().replace("\r\n", "\n") == LETTER.text
    assert rich.get_content().replace("\r\n", "\n") == LETTER.html


@time_machine.travel(datetime(2018, 10, 9, 11, 0, tzinfo=UTC), tick=False)
def test_the_headers_read_back_as_the_letter_asked(server, sink):
    index = thread_index(REQUEST, FILED, datetime(2018, 10, 9, 11, tzinfo=UTC))
    links = ("https://tracker.example.gov/preferences?" + "x" * 120, "mailto:off@oversight.example.gov")
    letter = replace(LETTER, thread_index=index, importance="high", unsubscribe=links, one_click=True)
    with server.connect() as connection:
        connection.send(compose(letter))
    wire = sink.received[0][2]
    assert b"\r\nMessage-ID: <hfac-115-0142.d3.u31.20181009@oversight.example.gov>\r\n" in wire
    assert b"=?" not in wire
    received = parsed(wire)
    assert {
        name: received[name] for name in received if name.lower() not in ("mime-version", "content-type", "x-peer")
    } == {
        "From": LETTER.sender,
        "To": LETTER.recipient,
        "Reply-To": LETTER.reply_to,
        "Subject": LETTER.subject,
        "Message-ID": LETTER.message_id,
        "In-Reply-To": LETTER.thread_id,
        "References": LETTER.thread_id,
        "Thread-Topic": LETTER.thread_topic,
        "Thread-Index": index,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Id": LETTER.list_id,
        "List-Unsubscribe": f"<{links[0]}>, <{links[1]}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Importance": "high",
        "Date": "Tue, 09 Oct 2018 11:00:00 +0000",
    }


def test_what_the_letter_leaves_out_has_no_header():
    plain = compose(replace(LETTER, reply_to="", thread_id="", thread_topic="", list_id=""))
    assert not {
        "reply-to",
        "references",
        "thread-topic",
        "thread-index",
        "list-id",
        "importance",
        "list-unsubscribe",
    } & {name.lower() for name in plain}


def test_a_bare_post_is_not_offered_where_the_link_is_not_https():
    letter = replace(LETTER, unsubscribe=("http://localhost:8000/off",), one_click=True)
    assert compose(letter)["List-Unsubscribe-Post"] is None


def test_twenty_letters_go_over_one_connection(server, sink):
    with server.connect() as connection:
        for number in range(20):
            connection.send(compose(replace(LETTER, message_id=f"<n{number}@oversight.example.gov>")))
    assert len(sink.received) == 20
    assert len(sink.connections) == 1


def test_nothing_is_dialled_before_the_first_letter():
    with MailServer(host="127.0.0.1", port=free_port()).connect() as connection:
        assert connection is not None


@pytest.mark.parametrize("stage", ["MAIL", LETTER.recipient, "DATA"])
@pytest.mark.parametrize(
    ("answer", "failure"), [("451 try later", TemporaryFailure), ("550 no such person", PermanentFailure)]
)
def test_a_refusal_is_told_apart_and_the_next_letter_uses_the_same_line(server, sink, stage, answer, failure):
    sink.answers[stage] = answer
    with server.connect() as connection:
        with pytest.raises(failure) as failed:
            connection.send(compose(LETTER))
        assert failed.value.words == answer
        sink.answers.clear()
        assert connection.send(compose(LETTER)) == "250 kept as 1"
    assert len(sink.connections) == 1


def test_a_refused_account_is_no_fault_of_the_letter(sink):
    options = {"auth_require_tls": False, "authenticator": lambda *_: AuthResult(success=False, handled=False)}
    with running(sink, **options) as server:
        signing_in = replace(server, user="tracker", password="wrong")
        with signing_in.connect() as connection, pytest.raises(TemporaryFailure, match="535"):
            connection.send(compose(LETTER))


def test_a_password_that_smtp_cannot_carry_is_no_fault_of_the_letter(sink):
    with running(sink, auth_require_tls=False, authenticator=lambda *_: AuthResult(success=True)) as server:
        signing_in = replace(server, user="tracker", password="pässword")
        with signing_in.connect() as connection, pytest.raises(TemporaryFailure, match="ascii"):
            connection.send(compose(LETTER))


def test_a_server_that_asks_for_an_account_keeps_the_letter_waiting(server, sink):
    sink.answers["MAIL"] = "530 sign in first"
    with server.connect() as connection, pytest.raises(TemporaryFailure, match="530 sign in first"):
        connection.send(compose(LETTER))


def test_a_server_without_the_encryption_asked_for_gets_nothing(server, sink):
    with (
        replace(server, security="starttls").connect() as connection,
        pytest.raises(TemporaryFailure, match="STARTTLS"),
    ):
        connection.send(compose(LETTER))
    assert sink.received == []


@pytest.fixture
def certificate(tmp_path):
    """A key and a certificate for 127.0.0.1 that signs itself, as one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    began = datetime.now(UTC) - timedelta(days=1)
    built = x509.CertificateBuilder(name, name, key.public_key(), 1, began, began + timedelta(days=30))
    address = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    signed = built.add_extension(address, critical=False).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path / "server.pem"
    path.write_bytes(private + signed.public_bytes(pem))
    return path


def encrypted(certificate, security):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return {"ssl_context": context} if security == "tls" else {"tls_context": context, "require_starttls": True}


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_letter_goes_over_an_encrypted_line_to_a_server_we_trust(sink, certificate, security, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with running(sink, **encrypted(certificate, security)) as server:
        trusting = replace(server, security=security)
        with trusting.connect() as connection:
            words = connection.send(compose(LETTER))
    assert words == "250 kept as 1"


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(sink, certificate, security):
    with running(sink, **encrypted(certificate, security)) as server:
        trusting = replace(server, security=security)
        with trusting.connect() as connection, pytest.raises(TemporaryFailure, match="CERTIFICATE_VERIFY_FAILED"):
            connection.send(compose(LETTER))
    assert sink.received == []


def test_nobody_listening_is_temporary():
    server = MailServer(host="127.0.0.1", port=free_port())
    with server.connect() as connection, pytest.raises(TemporaryFailure, match="ConnectionRefused"):
        connection.send(compose(LETTER))


def test_a_drop_after_the_text_is_temporary_and_the_next_letter_dials_again(server, sink):
    sink.answers["DATA"] = "drop"
    with server.connect() as connection:
        with pytest.raises(TemporaryFailure):
            connection.send(compose(LETTER))
        sink.answers.clear()
        assert connection.send(compose(LETTER)) == "250 kept as 1"
    assert len(sink.connections) == 2


def test_a_first_letter_that_the_server_has_no_time_for_is_temporary(server, sink):
    sink.answers["MAIL"] = "421 idle too long"
    with server.connect() as connection:
        with pytest.raises(TemporaryFailure, match="421 idle too long"):
            connection.send(compose(LETTER))
        connection.send(compose(LETTER))
    assert len(sink.connections) == 2


@pytest.mark.parametrize("ending", ["drop once", "421 idle too long"])
def test_a_line_that_ended_while_idle_is_dialled_again_without_a_word(server, sink, ending):
    with server.connect() as connection:
        connection.send(compose(LETTER))
        sink.answers["MAIL"] = ending
        assert connection.send(compose(LETTER)) == "250 kept as 2"
    assert len(sink.connections) == 2


@pytest.mark.parametrize("greeting", [b"", b"220 hello\r\n"])
def test_a_server_that_hangs_is_given_up_after_the_timeout(greeting):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        held = []

        def answer():
            held.append(silent.accept()[0])
            held[0].sendall(greeting)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        server = MailServer.from_url(f"smtp://127.0.0.1:{silent.getsockname()[1]}", timeout=0.3)
        with server.connect() as connection, pytest.raises(TemporaryFailure, match="timed out"):
            connection.send(compose(LETTER))
        thread.join()
        held[0].close()


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://host.example", MailServer(host="host.example", port=25)),
        ("smtp://u%40x:p%3Ass@host:2525", MailServer(host="host", port=2525, user="u@x", password="p:ss")),
        ("smtps://host", MailServer(host="host", port=465, security="tls")),
        ("smtp+starttls://host", MailServer(host="host", port=587, security="starttls")),
        ("smtp://host:587?starttls=1", MailServer(host="host", port=587, security="starttls")),
        ("smtp://host?starttls=0", MailServer(host="host", port=25)),
    ],
)
def test_an_address_of_a_server_is_read(url, server):
    assert MailServer.from_url(url) == server
    assert server.timeout == 20


@pytest.mark.parametrize(
    "url", ["", "host:25", "http://u:secret@host", "smtp://u:secret@:25", "smtp://u:secret@host:port"]
)
def test_an_address_that_is_none_is_refused_without_telling_its_password(url):
    with pytest.raises(ValueError, match="smtp://") as refusal:
        MailServer.from_url(url)
    assert "secret" not in str(refusal.value)


def test_a_server_shown_in_a_log_hides_its_password():
    assert "secret" not in repr(MailServer.from_url("smtp://u:secret@host"))


@pytest.mark.parametrize("subject", ["é" * 600, "word " * 400, "x" * 900, "Über das Stromnetz — Ämter"])
def test_no_line_is_too_long_and_the_subject_survives(server, sink, subject):
    text = "no spaces" * 500
    with server.connect() as connection:
        connection.send(compose(replace(LETTER, subject=subject, text=text, html=f"<p>{text}</p>")))
    wire = sink.received[0][2]
    assert max(len(line) for line in wire.split(b"\r\n")) <= 998
    assert parsed(wire)["Subject"].strip() == subject.strip()
    assert parsed(wire).get_body(("plain",)).get_content().strip() == text
