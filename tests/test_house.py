"""The house keeps its shape: who may import whom, no circle, no arrow back up, no hidden import."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APP = ROOT / "app"

GROUND = {
    "clock", "refusals", "workdays", "bases", "entries", "ledger", "dates", "congress", "mail", "mail_headers", "files", "sniffing", "markings", "extraction",
    "extensions", "database", "revisions", "schema", "documents", "numbering", "markers", "kept_mail", "locks",
    "backup", "logs", "limits", "counters", "sheets", "erasures", "scrubbing", "wiping", "heartbeat", "delivery_notice", "garbage", "bulk",
}  # fmt: skip
NOUNS = {"models"}
COMMON = {"history", "outbox", "attaching", "index"}
PAGES = {"policies", "web"}
ROOF = {"schedule", "cli", "__init__"}
SLICES = {
    "accounts", "claims", "requests", "letters", "deadlines", "intelligence", "correspondence", "outcomes", "reminders", "reports",
    "today", "matters", "agencies", "attachments", "demo", "operations", "imports", "sequester",
    "search", "calendar",
    "mailing", "writing",
}  # fmt: skip

MODELS_MAY = {"models", "clock", "refusals", "workdays", "bases", "entries", "ledger", "markings", "numbering"}
DOORS = {
    # any slice may read the requests; what else is let through stands here by name
    ("letters", "numbering"),
}
ADAPTERS = {"demo", "letters", "imports"}


def modules() -> list[Path]:
    return sorted(path for path in APP.rglob("*.py") if "__pycache__" not in path.parts)


def room_of(path: Path) -> str:
    relative = path.relative_to(APP)
    return relative.parts[0].removesuffix(".py")


def imported_from(path: Path) -> list[tuple[str, str]]:
    """(room, module) of every import of the house that a file makes; a file below a room may name its kind too."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.ImportFrom)
            and node.module
            and (node.module == "app" or node.module.startswith("app."))
        ):
            parts = node.module.split(".")[1:]
            if not parts:
                found += [(alias.name, alias.name) for alias in node.names]
            elif len(parts) == 1 and parts[0] in SLICES | {"web", "models", "documents"}:
                found += [(parts[0], f"{parts[0]}.{alias.name}") for alias in node.names]
            else:
                found.append((parts[0], ".".join(parts)))
        if isinstance(node, ast.Import):
            found += [(alias.name.split(".")[1], alias.name) for alias in node.names if alias.name.startswith("app.")]
    return found


def is_allowed(path: Path, room: str, target: str, module: str) -> bool:
    if target == room:
        return True
    if room in GROUND:
        return target in GROUND
    if room in NOUNS:
        return target in MODELS_MAY
    if room in COMMON:
        return target in GROUND | NOUNS
    if room == "policies":
        return target in GROUND | NOUNS
    if room == "web":
        return target in GROUND | NOUNS | {"policies"}
    if room in {"schedule", "cli"}:
        return target in GROUND | NOUNS | COMMON | {"policies", "schedule"} or module.endswith(
            (".services", ".queries", ".commands")
        )
    if room == "__init__":
        return True
    if target in GROUND | NOUNS | COMMON | PAGES:
        return True
    return is_door(room, target, module)


def is_door(room: str, target: str, module: str) -> bool:
    """A slice reads another's queries; an adapter calls one service per act."""
    if target not in SLICES:
        return False
    if module.endswith((".queries", "_queries")):
        return True
    return room in ADAPTERS and module.endswith((".services", "_services"))


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(APP)))
def test_every_import_is_one_that_the_table_allows(path):
    room = room_of(path)
    assert room in GROUND | NOUNS | COMMON | PAGES | ROOF | SLICES, f"{room} is a room that the table does not know"
    wrong = [module for target, module in imported_from(path) if not is_allowed(path, room, target, module)]
    assert wrong == [], f"{path.relative_to(ROOT)} may not import {wrong}"


def test_no_circle_runs_through_the_rooms():
    arrows = {(room_of(path), target) for path in modules() for target, _ in imported_from(path)}
    arrows = {(source, target) for source, target in arrows if source != target and source != "__init__"}
    remaining = {room for arrow in arrows for room in arrow}
    while True:
        free = {
            room for room in remaining if not any(source == room and target in remaining for source, target in arrows)
        }
        if not free:
            break
        remaining -= free
    assert remaining == set(), f"these rooms import each other: {sorted(remaining)}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(APP)))
def test_no_import_hides_inside_a_function_or_a_type_check(path):
    if path == APP / "__init__.py":
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.If):
            inside = [child for child in ast.walk(node) if isinstance(child, ast.Import | ast.ImportFrom)]
            assert inside == [], f"{path.name}: an import inside {getattr(node, 'name', 'an if')}"


def test_no_room_imports_the_roof():
    for path in modules():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^\s*from app import (db|create_app)\b", text, re.M), path


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(APP)))
def test_every_module_opens_with_a_sentence_that_says_what_it_is_for(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), f"{path} has no docstring"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(APP)))
def test_no_file_grows_past_four_hundred_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_every_test_that_the_documentation_names_exists():
    text = (ROOT / "docs" / "security-cases.md").read_text(encoding="utf-8")
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", text)
    known = {path: (ROOT / "tests" / path).read_text(encoding="utf-8") for path in {path for path, _name in named}}
    assert [name for path, name in named if f"\ndef {name}(" not in known[path]] == []
    assert re.findall(r"^\| (\d+) \|", text, re.M) == [str(number) for number in range(1, 41)]


def views() -> list[tuple[Path, ast.FunctionDef]]:
    found = []
    for path in modules():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and any(is_route(decorator) for decorator in node.decorator_list):
                found.append((path, node))
    return found


def is_route(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return (
        isinstance(called, ast.Attribute)
        and called.attr in {"route", "get", "post"}
        and "bp" in ast.unparse(called.value)
    )


OPEN_TO_ALL = {
    "sign_in_by_link", "healthz", "readyz", "metrics", "help_page", "kept_mail", "kept_letter", "kept_letter_html",
    "account", "sign_out_everywhere", "reading", "end_other_sessions", "end_session", "session_left", "stay", "choose",
    "login", "logout", "passkey", "passkey_options", "second_factor", "forgot_password", "reset_password", "verify",
    "change_password", "mail", "unsubscribe",
}  # fmt: skip


@pytest.mark.parametrize(("path", "view"), views(), ids=lambda found: getattr(found, "name", ""))
def test_every_view_authorizes(path, view):
    text = ast.unparse(view)
    names = {node.func.id for node in ast.walk(view) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    permitted = "authorize" in names or any(name.startswith("authorized_") for name in names) or "trial_only" in names
    assert permitted or view.name in OPEN_TO_ALL, f"{path.name}: {view.name} asks for no permission: {text[:80]}"


@pytest.mark.parametrize(("path", "view"), views(), ids=lambda found: getattr(found, "name", ""))
def test_no_view_touches_the_session_or_asks_the_tables(path, view):
    text = ast.unparse(view)
    assert "db.session" not in text
    assert "sa.select" not in text


def test_services_and_queries_name_no_http():
    for path in modules():
        if path.stem in {"services", "queries"} and path.parent.parent == APP:
            text = path.read_text(encoding="utf-8")
            assert "current_user" not in text, f"{path}: pass the person as `by`"
            assert not re.search(r"from flask import .*\b(request|flash|redirect|render_template)\b(?! as)", text), path


def test_every_template_is_used():
    templates = {str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.*")}
    texts = "\n".join(path.read_text(encoding="utf-8") for path in [*modules(), *(ROOT / "templates").rglob("*.*")])
    named_by_library = {name for name in templates if name.startswith(("security/", "errors/"))}
    unused = {name for name in templates - named_by_library if name not in texts and Path(name).stem not in texts}
    assert unused == set()


def test_no_query_walks_past_the_predicate():
    """Core tables and raw SQL are not seen by the session's predicate; the few places that use them stand here."""
    known = {
        "sight.py",
        "history.py",
        "schema.py",
        "revisions.py",
        "database.py",
        "outbox.py",
        "locks.py",
        "scrubbing.py",
    }
    for path in modules():
        text = path.read_text(encoding="utf-8")
        if path == APP / "reminders" / "ledger.py":  # It writes the ledger and its mails in bulk, as System.
            continue
        if path.parent.name == "backup":  # It copies whole tables, whoever may see what.
            continue
        if path.name not in known and "models" not in path.parts:
            assert "__table__" not in text, path
            assert "local_table" not in text, path
            assert not re.search(r"\bsa\.text\(", text), path
            assert "exec_driver_sql" not in text, path
