"""Write a scorecard as a file, and record in history that it was exported."""

from typing import IO

from app.documents import FORMATS
from app.models import User
from app.reports.scorecard import Figuring, Scope, document_of
from app.reports.services import Export, file_name, record_export, write
from app.reports.summary import counted


def export_scorecard(scope: Scope, figuring: Figuring, *, format: str, to: IO[bytes], by: User) -> Export:  # noqa: A002
    """Write the scorecard to `to` and record the export; raises `Refused`, with nothing recorded, where it cannot."""
    document = document_of(scope, figuring)
    name = file_name(f"{scope.office.short_name}-scorecard-{scope.agency}", document, format)
    holds = counted(len(figuring.lines), "request")
    export = Export(name, FORMATS[format].media_type, write(document, format, to), holds)
    words = f"Scorecard of {scope.agency} exported: {format.upper()}, {holds}."
    record_export(scope.office, export, words, by=by)
    return export
