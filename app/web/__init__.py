"""What all pages share: the base form, filters, failure pages, paging, headers."""

from flask import Flask

from app.web import failures, filters, headers


def init_app(app: Flask) -> None:
    headers.init_app(app)
    filters.init_app(app)
    failures.init_app(app)
