"""`search reindex`: the index from its rows."""

import click
from flask.cli import AppGroup

from app.extensions import db
from app.policies import SYSTEM, look
from app.search import services

search = AppGroup("search", help="The index of words.")


@search.command("reindex")
def reindex() -> None:
    """Put the index together anew; needed only after a restore or where a search misses what stands on a page.

    Example: flask --app wsgi search reindex
    """
    look(db.session, SYSTEM)
    found = services.reindex()
    click.echo("Indexed " + (", ".join(f"{number} {noun}" for noun, number in found.items()) or "nothing") + ".")
