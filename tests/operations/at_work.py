"""A mixed load over HTTP without an end, in a process that is to be killed: `python -m tests.operations.at_work ID UNIQUIFIER AGENCY`.

Each act is told on the standard output once the server has acknowledged it.
"""

import io
import os
import sys
from types import SimpleNamespace
from typing import Any

from app import create_app
from config import Settings
from tests.pages import PageReadingClient


def work(person_id: str, uniquifier: str, agency_id: str) -> None:
    app = create_app(Settings.from_environment(), serving=True)
    app.test_client_class = PageReadingClient
    client: Any = app.test_client()
    client.sign_in(SimpleNamespace(id=int(person_id), uniquifier=uniquifier))
    for serial in range(1_000_000):
        form = {"agency_id": agency_id, "subject": f"Request {serial}", "transmitted_on": "10/1/2018"}
        filed = client.submit("/requests/new", {**form, "due_on": "10/12/2018"})
        assert filed.status_code == 302
        print(filed.location.rpartition("/")[2], flush=True)
        extension = {"until": "10/19/2018", "reason": "They asked.", "is_marked": "no"}
        client.submit(f"{filed.location}/extension", extension)
        if serial % 4 == 1:
            data = f"Page {serial}, {os.urandom(8).hex()}".encode()
            body = {"is_marked": "no", "purpose": "EVIDENCE", "files": [(io.BytesIO(data), "page.txt")]}
            assert client.submit(f"{filed.location}/files", body).status_code == 302
            print("file", flush=True)


if __name__ == "__main__":
    work(*sys.argv[1:])
