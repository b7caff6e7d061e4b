"""The revisions run up, down and up again on both databases, and end where the models are."""

import pytest
import sqlalchemy as sa
from alembic.util.exc import CommandError

from app import create_app, schema
from app.extensions import db
from app.models import Base
from tests.conftest import settings_for


def test_revisions_run_up_down_and_up_again_and_equal_the_models(database, tmp_path):
    app = create_app(settings_for(database, tmp_path))
    with app.app_context():
        schema.upgrade(db.engine)
        schema.check(db.engine)
        schema.downgrade(db.engine, "base")
        left = set(sa.inspect(db.engine).get_table_names()) - {"alembic_version"}
        assert left == set()
        schema.upgrade(db.engine)
        schema.check(db.engine)
        assert set(Base.metadata.tables) <= set(sa.inspect(db.engine).get_table_names())
        db.engine.dispose()


def test_a_model_that_is_ahead_of_the_revisions_is_noticed(database, tmp_path):
    app = create_app(settings_for(database, tmp_path))
    with app.app_context():
        schema.upgrade(db.engine)
        with db.engine.begin() as connection:
            connection.execute(sa.text("DROP TABLE outcome"))
        with pytest.raises(CommandError, match="outcome"):
            schema.check(db.engine)
        db.engine.dispose()


def test_sqlite_keeps_what_it_has_committed(app):
    with app.app_context(), db.engine.connect() as connection:
        if db.engine.dialect.name == "sqlite":
            assert connection.execute(sa.text("PRAGMA synchronous")).scalar() == 2
            assert connection.execute(sa.text("PRAGMA journal_mode")).scalar() == "wal"
            assert connection.execute(sa.text("PRAGMA foreign_keys")).scalar() == 1
        else:
            assert connection.execute(sa.text("SHOW synchronous_commit")).scalar() == "on"
