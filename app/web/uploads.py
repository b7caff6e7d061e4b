"""Uploads never lie unguarded on a disk: they are taken into quiet memory, counted, and read before the database is asked."""

import contextlib
from typing import IO, cast

import flask
from flask import Flask, request, session

from app.extensions import csrf
from app.extraction import examine
from app.files import LimitedFile, size_in_words
from app.refusals import Refused
from app.web import hits
from app.web.zones import settings


class Request(flask.Request):
    """An HTTP request whose files stand in quiet files, wiped when it ends, whatever happened in it."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        file = LimitedFile(settings().max_upload)
        # The library forgets the files of a form that it could not read to its end.
        self.__dict__.setdefault("quiet_files", []).append(file)
        return cast("IO[bytes]", file)

    def close(self) -> None:
        with contextlib.ExitStack() as closing:
            for file in self.__dict__.get("quiet_files", []):
                closing.callback(file.close)
            super().close()


def init_app(app: Flask) -> None:
    app.request_class = Request
    app.before_request(examine_uploads)
    limit: int = app.extensions["tecum"].max_upload
    app.jinja_env.filters.update(size_in_words=size_in_words)
    app.jinja_env.globals.update(upload_limit=size_in_words(limit))


def examine_uploads() -> None:
    """Read the files before the first statement: on SQLite a POST holds the one write lock from there on.

    Only for somebody who is signed in, and with a valid token; what is found waits for the form (`app.attaching`).
    """
    if request.method != "POST" or request.mimetype != "multipart/form-data" or "_user_id" not in session:
        return
    csrf.protect()
    for _field, upload in request.files.items(multi=True):
        if upload.filename and isinstance(upload.stream, LimitedFile):
            try:
                examine(upload.stream, upload.filename)
            except Refused as refusal:
                hits.remember(refusal)
