"""What all pages share: the base form, the frame, filters, failure pages, paging, headers, help."""

from flask import Flask

from app.web import failures, fields, filters, headers, help_page, hits, measures, paging, shell, uploads, viewing


def init_app(app: Flask) -> None:
    measures.init_app(app)
    headers.init_app(app)
    filters.init_app(app)
    fields.init_app(app)
    paging.init_app(app)
    shell.init_app(app)
    uploads.init_app(app)
    failures.init_app(app)
    hits.init_app(app)
    viewing.init_app(app)
    app.register_blueprint(help_page.bp)
