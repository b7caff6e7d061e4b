"""Empty installations, to restore into."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import database as databases
from app.operations import services
from app.policies import SYSTEM, look
from tests.conftest import settings_for


class Target:
    """An empty installation: its settings and its engine, without an application."""

    def __init__(self, database: str, folder: Path) -> None:
        self.settings = settings_for(database, folder)
        self.engine = databases.prepare(sa.create_engine(self.settings.engine_url))

    def restore(self, folder: Path, **options) -> services.Restored:
        options.setdefault("without_erasure_list", True)
        return services.restore(folder, engine=self.engine, settings=self.settings, **options)

    def session(self) -> Session:
        session = Session(self.engine)
        look(session, SYSTEM)
        return session

    def close(self) -> None:
        self.engine.dispose()
