"""`import requests FILE --office O`: the same import by command."""

import pytest

from app.models import Agency, ImportedRecord, SheetImport
from tests.imports.sheets import HEAD, tracker, workbook


@pytest.fixture
def run(app, given, clock, tmp_path):
    given.agency("State", name="Department of State")
    given.office("DEMO")

    def command(data, *options):
        file = tmp_path / "tracker.xlsx"
        file.write_bytes(data)
        return app.test_cli_runner().invoke(args=["import", "requests", str(file), "--office", "DEMO", *options])

    return command


def test_a_dry_run_says_all_and_writes_nothing(run, given):
    result = run(tracker(12, 4), "--dry-run")
    assert result.exit_code == 0, result.output
    assert "create 12 · update 0 · skip 0" in result.output
    assert "Due not read, 6 rows (10, 11, 12, 13, 14, 15)" in result.output
    assert given.count(ImportedRecord) == given.count(SheetImport) == 0
    assert run(tracker(12, 4)).exit_code == 0
    assert given.count(ImportedRecord) == 12


def test_what_has_no_harmless_answer_refuses_the_whole_import(run, given):
    data = workbook(
        [HEAD, ["1", "Bureau of Maps", "One", "", "", "", "", ""], ["2", "State", "Two", "", "", "", "", ""]]
    )
    result = run(data)
    assert result.exit_code == 1
    assert "Choose first" in result.output
    assert given.count(ImportedRecord) == 0
    assert run(data, "--skip-problems").exit_code == 0
    assert given.count(ImportedRecord) == 1
    assert run(data, "--create-agencies").exit_code == 0
    assert given.row(Agency, name="Bureau of Maps") is not None
    assert given.count(ImportedRecord) == 2, "the row that stood already made no twin"
