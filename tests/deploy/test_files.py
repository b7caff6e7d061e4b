"""The shipped units, image and compose file fit the repository: their commands, paths and names of settings exist."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from granian.cli import cli as granian

from config import SETTINGS, Settings
from docs import make_configuration

ROOT = Path(__file__).parent.parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
NAMES = {f"TECUM_{setting.name}" for setting in SETTINGS} | {
    f"TECUM_{setting.name}_FILE" for setting in SETTINGS if setting.is_secret
}
HARDENED = (
    "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "PrivateDevices=yes",
    "CapabilityBoundingSet=", "SystemCallFilter=@system-service", "User=tecum",
)  # fmt: skip


def words_of_command(text: str) -> list[str]:
    return text.replace("/opt/tecum/.venv/bin/", "").split()


def demand_runnable(words: list[str]) -> None:
    """The command is one that this house knows, with options that its program has."""
    program, *arguments = words
    if program == "granian":
        context = granian.make_context("granian", [word for word in arguments if word != "wsgi:app"] + ["wsgi:app"])
        assert context.params["workers"] == 2
    elif program == "flask":
        assert arguments[:2] == ["--app", "wsgi"]
        known = subprocess.run(
            [sys.executable, "-m", "flask", *arguments, "--help"], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert known.returncode == 0, known.stderr
        for option in [word for word in arguments[2:] if word.startswith("--")]:
            assert option in known.stdout
    else:
        assert program == "python"
        assert (ROOT / arguments[0]).is_file()


def test_no_file_names_a_setting_that_does_not_exist():
    for path in [*UNITS, *(path for path in DEPLOY.iterdir() if path.is_file()), *(ROOT / "docs").glob("*.md")]:
        named = set(re.findall(r"\bTECUM_[A-Z_]+[A-Z]\b", path.read_text()))
        assert named <= NAMES, path.name


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_finds_no_fault_with_the_units(tmp_path):
    """The programs stand elsewhere here, so each unit is read with this machine's, and nothing else changed."""
    for path in UNITS:
        text = re.sub(r"/opt/tecum/\.venv/bin/\w+", sys.executable, path.read_text())
        (tmp_path / path.name).write_text(text)
    found = subprocess.run(
        ["systemd-analyze", "verify", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in found.stderr.splitlines() if "tecum" in line]
    assert ours == []


@pytest.mark.parametrize("path", [path for path in UNITS if path.suffix == ".service"], ids=lambda path: path.name)
def test_each_service_is_hardened_and_runs_a_command_of_ours(path):
    lines = path.read_text().splitlines()
    for setting in HARDENED:
        assert setting in lines
    (command,) = [line.partition("=")[2] for line in lines if line.startswith("ExecStart=")]
    demand_runnable(words_of_command(command))
    assert "EnvironmentFile=/etc/tecum/tecum.env" in lines


def test_the_timer_runs_a_service_that_stands_beside_it():
    timers = [path for path in UNITS if path.suffix == ".timer"]
    assert [path.with_suffix(".service") in UNITS for path in timers] == [True]


def test_the_example_of_the_settings_is_the_code_s_own_and_would_start():
    text = (DEPLOY / ".env.example").read_text()
    assert text == make_configuration.environment_example()
    assert (ROOT / "docs" / "configuration.md").read_text() == make_configuration.configuration()
    values = dict(line.split("=", 1) for line in text.splitlines() if line and not line.startswith("#"))
    assert Settings.from_environment(values | {"TECUM_SECRET_KEY": "s3cret" * 8}).missing == ()


def test_the_image_is_built_from_what_is_in_the_repository_and_runs_as_nobody_in_particular():
    text = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")
    stages = re.split(r"^FROM ", text, flags=re.M)[1:]
    assert len(stages) == 2
    final = stages[1]
    sources = [word for line in text.splitlines() if line.startswith("COPY ") and "--from" not in line
               for word in line.split()[1:-1]]  # fmt: skip
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    for source in sources:
        assert (ROOT / source).exists(), source
        if tracked:
            assert any(name == source or name.startswith(f"{source}/") for name in tracked), source
        assert f"!{source}" in ignored, f"{source} is kept from the build by .dockerignore"
    assert "make setup" in stages[0]
    assert final.index("USER tecum") < final.index("CMD [")
    for line in re.findall(r"^(?:HEALTHCHECK.*? )?CMD (\[.*\])$", final, re.M):
        demand_runnable(yaml.safe_load(line))
    # What the running application reads beside its own code.
    for needed in ("app", "templates", "migrations", "config.py", "wsgi.py", "pyproject.toml"):
        assert needed in " ".join(sources)


def test_compose_starts_the_parts_in_order_with_secrets_as_files():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = compose["services"]
    assert set(services) == {"database", "upgrade", "web", "scheduler"}
    for name in ("upgrade", "web", "scheduler"):
        service = services[name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert (ROOT / "deploy" / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
        for variable, value in service["environment"].items():
            assert variable.endswith("_FILE")
            assert value.rpartition("/")[2] in service["secrets"]
        if "command" in service:
            demand_runnable(service["command"])
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"], "the proxy stands in front, nobody else"
    assert services["web"]["depends_on"]["upgrade"]["condition"] == "service_completed_successfully"
    assert "pg_isready" in services["database"]["healthcheck"]["test"][1]
    assert set(compose["secrets"]) == {"database_url", "database_password", "secret_key"}
    assert all(each["file"].startswith("secrets/") for each in compose["secrets"].values())
