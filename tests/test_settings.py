"""Settings are read once; an unknown name or a bad value refuses the start with the line to mend."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config import SETTINGS, BadSetting, Settings

ROOT = Path(__file__).parent.parent
SECRET = "s" * 40
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]


def read(tmp_path, **values: str) -> Settings:
    return Settings.from_environment({"TECUM_DATA_DIR": str(tmp_path), **values})


def test_a_trial_needs_nothing(tmp_path):
    settings = read(tmp_path)
    assert settings.is_trial
    assert settings.database_url == f"sqlite:///{tmp_path}/tecum.sqlite"
    assert settings.missing == ()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TECUM_MODE", "prod", "one of trial, production"),
        ("TECUM_TIMEZONE", "Mars/Olympus", "a time zone such as America/New_York"),
        ("TECUM_PROXY_HOPS", "many", "a whole number from 0 to 5"),
        ("TECUM_MAIL_URL", "mail.example.gov", "an address such as smtp://host"),
        ("TECUM_BASE_URL", "javascript:alert(1)", "an address such as https://host"),
        ("TECUM_DATABASE_URL", "mysql://x", "postgresql://"),
        ("TECUM_MAIL_FROM", "nobody", "an address such as"),
        ("TECUM_SHOW_GOV_BANNER", "yes", "0 or 1"),
    ],
)
def test_a_bad_value_names_its_line_and_what_it_needs(tmp_path, name, value, words):
    with pytest.raises(BadSetting) as refusal:
        read(tmp_path, **{name: value})
    assert name in str(refusal.value)
    assert words in str(refusal.value)


def test_an_unknown_name_is_refused(tmp_path):
    with pytest.raises(BadSetting, match="TECUM_DATABSE_URL is not a setting"):
        read(tmp_path, TECUM_DATABSE_URL="sqlite:///x")


def test_a_short_secret_is_refused_without_being_shown(tmp_path):
    with pytest.raises(BadSetting) as refusal:
        read(tmp_path, TECUM_SECRET_KEY="hunter2")
    assert "hunter2" not in str(refusal.value)


def test_a_secret_may_come_from_a_file(tmp_path):
    (tmp_path / "secret").write_text(SECRET + "\n")
    assert read(tmp_path, TECUM_SECRET_KEY_FILE=str(tmp_path / "secret")).secret_key == SECRET
    with pytest.raises(BadSetting, match="TECUM_SECRET_KEY_FILE cannot be read"):
        read(tmp_path, TECUM_SECRET_KEY_FILE=str(tmp_path / "nowhere"))


def test_every_secret_may_come_from_a_file_and_is_given_once(tmp_path):
    (tmp_path / "url").write_text("sqlite:////tmp/other.sqlite\n")
    assert read(tmp_path, TECUM_DATABASE_URL_FILE=str(tmp_path / "url")).database_url == "sqlite:////tmp/other.sqlite"
    with pytest.raises(BadSetting, match="are both set"):
        read(tmp_path, TECUM_DATABASE_URL_FILE=str(tmp_path / "url"), TECUM_DATABASE_URL="sqlite:////tmp/x.sqlite")
    secret = {setting.name for setting in SETTINGS if setting.is_secret}
    assert secret >= {"SECRET_KEY", "MAIL_URL", "DATABASE_URL", "METRICS_TOKEN"}


def test_production_says_what_it_lacks(tmp_path):
    settings = read(tmp_path, TECUM_MODE="production", TECUM_SECRET_KEY=SECRET)
    with pytest.raises(BadSetting, match="set TECUM_BASE_URL, TECUM_MAIL_URL"):
        settings.demand_complete()


def test_the_trials_secret_is_made_once_and_kept_private(tmp_path):
    first = read(tmp_path)
    first.keep_secret()
    assert read(tmp_path).secret_key == first.secret_key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def run(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TECUM_")}
    clean |= {"TECUM_DATA_DIR": str(tmp_path / "data"), **environment}
    return subprocess.run(
        [*FLASK, *arguments], cwd=ROOT, env=clean, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_command_in_production_says_which_setting_is_missing_and_exits_1(tmp_path):
    ended = run(tmp_path, "audit", "verify", TECUM_MODE="production")
    assert ended.returncode == 1
    assert "set TECUM_SECRET_KEY, TECUM_BASE_URL, TECUM_MAIL_URL" in ended.stderr


def test_asking_for_help_writes_nothing(tmp_path):
    assert run(tmp_path, "--help").returncode == 0
    assert not (tmp_path / "data").exists()


def test_the_documentation_of_the_settings_is_the_code_s_own():
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    for setting in SETTINGS:
        assert f"`TECUM_{setting.name}`" in text
        assert setting.meaning in text
