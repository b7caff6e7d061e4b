"""Write a scorecard as a file, and record in history that it was exported."""

from typing import IO

from app.documents import FORMATS
from app.documents.wording import VERSIONS
from app.models import User
from app.reports.exporting import Export, Taken, file_name, record_export, write
from app.reports.scorecard import Figuring, Scope, document_of
from app.reports.summary import counted


def export_scorecard(scope: Scope, figuring: Figuring, *, format: str, to: IO[bytes], by: User) -> Export:  # noqa: A002
    """Write the scorecard to `to` and record the export; raises `Refused`, with nothing recorded, where it cannot."""
    document, rows = document_of(scope, figuring), len(figuring.lines)
    name = file_name(f"{scope.office.short_name}-scorecard-{scope.agency}", document.local_as_of.date(), format)
    sha256, what = write(document, format, to), f"Scorecard of {scope.agency}"
    kind = VERSIONS["internal"]
    taken = Taken(what=what, version=kind, format=format.upper(), filters=scope.words, rows=rows, sha256=sha256)
    holds = counted(rows, "request")
    record_export(scope.office, taken, f"{what} exported: {format.upper()}, {holds}.", by=by)
    return Export(name, FORMATS[format].media_type, sha256, holds)
