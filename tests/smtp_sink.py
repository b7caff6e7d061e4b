"""A real SMTP server for the tests that keeps what it is sent, and misbehaves as it is told to."""

import asyncio
import contextlib
import email
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from email import policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

Answer = str | Callable[[], str]


class Sink:
    """`answers` maps "MAIL", "DATA" or a recipient to a reply such as "451 later".

    Of the special words, "drop" keeps the letter and hangs up without a word, "hang" never answers.
    """

    def __init__(self) -> None:
        self.received: list[bytes] = []
        self.connections: set[Any] = set()
        self.answers: dict[str, Answer] = {}
        self.port = 0

    def answer(self, key: str) -> str | None:
        found = self.answers.get(key)
        return found() if callable(found) else found

    @property
    def letters(self) -> list[EmailMessage]:
        return [email.message_from_bytes(wire, _class=EmailMessage, policy=policy.SMTP) for wire in self.received]

    @property
    def ids(self) -> Counter[str]:
        """How often each Message-ID was kept."""
        return Counter(letter["Message-ID"] for letter in self.letters)

    @property
    def recipients(self) -> list[str]:
        return sorted(letter["To"] for letter in self.letters)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


class Handler:
    """What the server talks to. The server reads every attribute of it at each connection, so the letters stand elsewhere."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.sink.connections.add(session.peer)
        envelope.mail_from = address
        return self.sink.answer("MAIL") or "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        return self.sink.answer(address) or "250 OK"

    async def handle_DATA(self, server, session, envelope):
        answer = self.sink.answer("DATA")
        if answer == "hang":
            await asyncio.sleep(60)
        if answer == "drop":
            self.sink.received.append(envelope.content)
            server.transport.abort()
            return "250 never heard"
        if answer is None or answer.startswith("250"):
            self.sink.received.append(envelope.content)
        return answer or f"250 kept as {len(self.sink.received)}"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextlib.contextmanager
def serving(sink: Sink) -> Iterator[Sink]:
    sink.port = sink.port or free_port()
    controller = Controller(Handler(sink), hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
