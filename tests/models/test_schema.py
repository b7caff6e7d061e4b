"""The revisions run up, down and up again on both databases, and end where the models are."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

from app import create_app, revisions, schema
from app.extensions import db
from app.models import Base
from tests.conftest import settings_for

ROOT = Path(__file__).parent.parent.parent


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


def test_the_revision_that_workers_ask_for_is_the_newest_that_the_library_knows(app):
    with app.app_context():
        newest = ScriptDirectory.from_config(schema.alembic_config(db.engine)).get_current_head()
        assert newest is not None
        assert revisions.needed() == newest
        assert revisions.current(db.engine) == newest


def test_a_revision_that_follows_is_the_one_that_is_needed(tmp_path, monkeypatch):
    (tmp_path / "versions").mkdir()
    monkeypatch.setattr(revisions, "MIGRATIONS", tmp_path)
    for name, before in (("a", "None"), ("b", "'a'"), ("c", "('a', 'b')")):
        (tmp_path / "versions" / f"{name}.py").write_text(f"revision: str = '{name}'\ndown_revision = {before}\n")
    assert revisions.needed.__wrapped__() == "c"


def test_web_workers_load_no_library_of_the_commands(app, tmp_path):
    with app.app_context():
        address = db.engine.url.render_as_string(hide_password=False)
    code = "import sys, wsgi; print(sorted({'alembic', 'apscheduler', 'docx', 'xlsxwriter', 'lxml', 'pypdfium2', 'oxmsg'} & set(sys.modules)))"
    environment = {
        **os.environ,
        "TECUM_DATABASE_URL": address.replace("postgresql+psycopg", "postgresql"),
        "TECUM_DATA_DIR": str(tmp_path),
    }
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"


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


def test_a_rebuilt_table_gets_the_index_s_triggers_back(tmp_path, monkeypatch):
    app = create_app(settings_for("sqlite", tmp_path))
    with app.app_context():
        schema.upgrade(db.engine)
        before = triggers()
        versions = tmp_path / "versions"
        versions.mkdir()
        head = revisions.needed()
        (versions / "rebuild.py").write_text(
            f"from alembic import op\nrevision, down_revision = 'rebuild', {head!r}\n"
            "def upgrade():\n    with op.batch_alter_table('item', recreate='always'):\n        pass\n"
        )
        config = schema.alembic_config(db.engine)
        config.set_main_option("version_locations", f"{schema.MIGRATIONS / 'versions'}{os.pathsep}{versions}")
        command.upgrade(config, "rebuild")
        assert triggers() == before
        assert len(before) > 25
        db.engine.dispose()


def triggers() -> set[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with db.engine.connect() as connection:
        return set(connection.scalars(sa.text(query)))
