"""What the processes log: one line each, as text or as a JSON object, that tells no content and no secret."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from config import ROOT, Settings

# Beyond the message: what a line may say of an HTTP request.
FIELDS = ("request_id", "method", "route", "number", "status", "ms", "user")
Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Formatter(logging.Formatter):
    """A fault is told by its type and the places it passed; its own words may hold what somebody typed."""

    def formatException(self, ei: Fault) -> str:
        return " < ".join(places_of(ei))


class JsonFormatter(Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name in FIELDS if (value := getattr(record, name, None)) is not None}
        if record.exc_info:
            line["fault"] = places_of(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def places_of(fault: Fault) -> list[str]:
    """The fault's type, then where it was raised and who called that, the innermost first."""
    kind, _, trace = fault
    if kind is None:
        return []
    frames = reversed(traceback.extract_tb(trace)[-12:])
    root = f"{ROOT}/"
    return [kind.__name__, *(f"{frame.filename.removeprefix(root)}:{frame.lineno} {frame.name}" for frame in frames)]


def begin(settings: Settings, *, is_terse: bool = False) -> None:
    """Set the process's log up, on its standard error; a terse one tells only what is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(settings))
    logging.basicConfig(level=logging.WARNING if is_terse else logging.INFO, handlers=[handler], force=True)
    for name in ("apscheduler", "asyncio", "sqlalchemy", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)


def formatter(settings: Settings) -> logging.Formatter:
    if settings.log_format == "json":
        return JsonFormatter()
    text = "%(asctime)s %(levelname)s %(message)s"
    return logging.Formatter(text) if settings.is_trial else Formatter(text)
