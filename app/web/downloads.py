"""A file that is made for a person and sent to them whole, in pieces, and never kept on a disk under a name."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import IO, Protocol

from flask import Response

IN_MEMORY = 1 << 20


class Made(Protocol):
    """What is known of the file once it is written."""

    @property
    def name(self) -> str: ...

    @property
    def media_type(self) -> str: ...


def attachment(export_to: Callable[..., Made]) -> Response:
    """The file that `export_to(to=file)` writes, whole and recorded before its first byte is sent."""
    with ExitStack() as stack:
        file = stack.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))
        made = export_to(to=file)
        size = file.tell()
        file.seek(0)
        answer = Response(read_out(file, stack.pop_all()), content_type=made.media_type)
    answer.content_length = size
    answer.headers.set("Content-Disposition", "attachment", filename=made.name)
    return answer


def read_out(file: IO[bytes], closing: ExitStack) -> Iterator[bytes]:
    with closing:
        while piece := file.read(1 << 16):
            yield piece
