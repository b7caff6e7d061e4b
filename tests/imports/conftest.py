"""What tests of imports share: a Monday in 2018, and an import brought to its end page by page, without a script."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from app.models import SheetImport
from app.models.picklists import Role
from tests.imports.sheets import as_upload


@pytest.fixture
def clock():
    with time_machine.travel(datetime(2018, 10, 1, 14, 0, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def counsel(clock, given, client):
    given.agency("State", name="Department of State")
    person = given.person(Role.COUNSEL, name="Counsel")
    client.sign_in(person)
    return person


class Steps:
    """The pages of an import as a browser without scripts sends them."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def upload(self, data: bytes, name: str = "tracker.xlsx", *, status: int = 302) -> str:
        answer = self.client.submit("/imports/new", as_upload(data, name), content_type="multipart/form-data")
        assert answer.status_code == status, answer.get_data(as_text=True)
        return str(answer.headers.get("Location", answer.get_data(as_text=True)))

    def send(self, url: str, **changes: str) -> Any:
        """Send a page's form as it stands, with some of its fields changed."""
        fields = self.client.fields(url)
        return self.client.post(url, data={**fields, **changes})

    def bring_in(self, data: bytes, name: str = "tracker.xlsx", **fixes: str) -> str:
        """The whole way; answers the address of the import."""
        columns = self.upload(data, name)
        assert self.send(columns).status_code == 302
        problems = columns.replace("columns", "problems")
        answer = self.send(problems, **fixes)
        assert answer.status_code == 302, answer.get_data(as_text=True)
        assert answer.headers["Location"].endswith("/check")
        base = columns.rpartition("/")[0]
        done = self.client.submit(f"{base}/import", at=f"{base}/check")
        assert done.status_code == 302, done.get_data(as_text=True)
        return base


@pytest.fixture
def steps(client):
    return Steps(client)


@pytest.fixture
def the_import(given):
    return lambda: given.row(SheetImport)
