"""Settings, read once from the environment; an unknown name or a bad value refuses the start with the line to mend."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

ROOT = Path(__file__).parent
PREFIX = "TECUM_"


class BadSetting(SystemExit):
    """The start is refused; the message names the line to mend."""


@dataclass(frozen=True)
class Setting:
    """One variable: how it is read, what it means (also the documentation's text), and its default as written."""

    name: str
    read: Callable[[str], Any]
    meaning: str
    default: str = ""
    is_secret: bool = False


def one_of(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(f"one of {', '.join(choices)}")
        return text

    return read


def whole_number(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(text)

    return read


def zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise ValueError("a time zone such as America/New_York") from None
    return text


def url(*schemes: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        parts = urlsplit(text)
        if text and (parts.scheme not in schemes or not parts.hostname):
            raise ValueError(f"an address such as {schemes[0]}://host")
        return text.rstrip("/")

    return read


def database_url(text: str) -> str:
    if text and not text.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise ValueError("an address such as postgresql://user@host/tecum or sqlite:////path/tecum.sqlite")
    return text


def long_secret(text: str) -> str:
    if text and len(text) < 32:
        raise ValueError(
            "at least 32 characters; make one with: python -c 'import secrets; print(secrets.token_hex())'"
        )
    return text


def mail_address(text: str) -> str:
    if "@" not in text or any(character in text for character in "\r\n"):
        raise ValueError("an address such as Oversight Requests <tracker@oversight.example.gov>")
    return text


def watcher(text: str) -> str:
    parts = urlsplit(text)
    is_near = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if text and (not parts.hostname or not (parts.scheme == "https" or is_near)):
        raise ValueError("an https address, or http on this machine")
    return text


def switch(text: str) -> bool:
    if text not in {"0", "1"}:
        raise ValueError("0 or 1")
    return text == "1"


SETTINGS = (
    Setting(
        "MODE",
        one_of("trial", "production"),
        "`trial` (loopback only, mail kept in a viewer) or `production`.",
        "trial",
    ),
    Setting(
        "DATABASE_URL",
        database_url,
        "PostgreSQL or SQLite address. Empty: `tecum.sqlite` in the data folder.",
        is_secret=True,
    ),
    Setting(
        "SECRET_KEY", long_secret, "Signs sessions and links. Trial: made once in the data folder.", is_secret=True
    ),
    Setting(
        "BASE_URL",
        url("https", "http"),
        "The address people type; links, cookies and Message-IDs follow it. Trial: `http://127.0.0.1:8000`.",
    ),
    Setting("DATA_DIR", str, "Folder of the database, the files and the kept mail.", "instance"),
    Setting(
        "ERASURE_LIST",
        str,
        "File that lists what was erased, without words; keep it apart from backups, so that a restored one is erased "
        "again. Empty: `erasures.jsonl` in the data folder.",
    ),
    Setting(
        "MAIL_URL",
        url("smtp", "smtps", "smtp+starttls"),
        "Mail server, such as `smtp://host:25` or "
        "`smtp+starttls://user:password@host:587`. Trial without it: mail is kept for `/dev/mail`.",
        is_secret=True,
    ),
    Setting("MAIL_FROM", mail_address, "The sender of every mail.", "Oversight Requests <tracker@localhost>"),
    Setting("TIMEZONE", zone, "The zone of pages that belong to no office.", "America/New_York"),
    Setting("PROXY_HOPS", whole_number(0, 5), "How many trusted proxies stand in front.", "0"),
    Setting("MAX_UPLOAD_MB", whole_number(1, 4096), "The largest file that is taken, in megabytes.", "100"),
    Setting("DATE_STYLE", one_of("us", "day-first"), "`us`: Fri, Oct 12, 2018. `day-first`: Fri 12 Oct 2018.", "us"),
    Setting(
        "SECRET_KEY_OLD",
        long_secret,
        "The secret before `TECUM_SECRET_KEY`, while what it sealed is sealed anew (`user renew-seals`).",
        is_secret=True,
    ),
    Setting(
        "REQUIRE_SECOND_FACTOR",
        switch,
        "1 leads people who have neither an authenticator app nor a passkey to set one up when they next sign in.",
        "0",
    ),
    Setting("SESSION_IDLE_MINUTES", whole_number(15, 1440), "A session that is not used ends after this time.", "720"),
    Setting("SESSION_DAYS", whole_number(1, 30), "A session ends after so many days, used or not.", "7"),
    Setting("SHOW_GOV_BANNER", switch, "1 shows the official government banner.", "0"),
    Setting(
        "LOG_FORMAT",
        one_of("text", "json"),
        "`text` for a terminal (a trial prints only warnings and faults), `json` for a collector: one object a line.",
        "text",
    ),
    Setting(
        "METRICS_TOKEN",
        long_secret,
        "Who sends it as a bearer token may read `/metrics` from another machine. Empty: from this machine only.",
        is_secret=True,
    ),
    Setting(
        "HEARTBEAT_URL",
        watcher,
        "A watcher's address (https, or http on this machine) that is asked after each sweep of the reminders, so that "
        "it can raise an alarm when none comes.",
        is_secret=True,
    ),
)


@dataclass(frozen=True)
class Settings:
    """The settings of one process. `missing` names what production still lacks; the house refuses to open until it is set."""

    mode: str
    database_url: str
    secret_key: str
    base_url: str
    data_dir: Path
    erasure_list: Path
    mail_url: str
    mail_from: str
    timezone: str
    proxy_hops: int
    max_upload_mb: int
    date_style: Literal["us", "day-first"]
    show_gov_banner: bool
    secret_key_old: str
    require_second_factor: bool
    session_idle_minutes: int
    session_days: int
    log_format: str
    metrics_token: str
    heartbeat_url: str
    missing: tuple[str, ...] = field(default=())

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read every `TECUM_*` variable (or its `_FILE` twin); raises `BadSetting`."""
        values = read_all(os.environ if environment is None else environment)
        is_trial = values["mode"] == "trial"
        data_dir = Path(values["data_dir"])
        values["data_dir"] = data_dir if data_dir.is_absolute() else ROOT / data_dir
        erasure_list = Path(values["erasure_list"] or values["data_dir"] / "erasures.jsonl")
        values["erasure_list"] = erasure_list if erasure_list.is_absolute() else ROOT / erasure_list
        needed = () if is_trial else ("secret_key", "base_url", "mail_url")
        missing = tuple(f"{PREFIX}{name.upper()}" for name in needed if not values[name])
        values["base_url"] = values["base_url"] or "http://127.0.0.1:8000"
        values["database_url"] = values["database_url"] or f"sqlite:///{values['data_dir'] / 'tecum.sqlite'}"
        values["secret_key"] = values["secret_key"] or kept_secret(values["data_dir"]) or secrets.token_hex()
        return cls(**values, missing=missing)

    @property
    def is_trial(self) -> bool:
        return self.mode == "trial"

    @property
    def max_upload(self) -> int:
        """The upload limit in bytes."""
        return self.max_upload_mb * 1024 * 1024

    @property
    def mail_domain(self) -> str:
        """The domain of Message-IDs: the host of the base address."""
        return urlsplit(self.base_url).hostname or "localhost"

    @property
    def root(self) -> Path:
        """The project's folder: templates, static files and migrations stand in it."""
        return ROOT

    def for_flask(self) -> dict[str, Any]:
        """What Flask and its libraries read; their names, our values."""
        is_https = self.base_url.startswith("https://")
        return {
            "SECRET_KEY": self.secret_key,
            "SECRET_KEY_FALLBACKS": [self.secret_key_old] if self.secret_key_old else None,
            # Each file is held to its limit by itself; this only stops a flood, so that a form keeps its other fields.
            "MAX_CONTENT_LENGTH": 4 * self.max_upload + 1024 * 1024,
            "TRUSTED_HOSTS": [self.mail_domain, *(["127.0.0.1", "localhost"] if self.is_trial else [])],
            "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
            "SESSION_COOKIE_NAME": "tecum",
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": is_https,
            "PREFERRED_URL_SCHEME": "https" if is_https else "http",
            # An error of the database tells neither the log nor anybody else what was being written.
            "SQLALCHEMY_ENGINES": {"default": {"url": self.engine_url, "hide_parameters": True}},
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_CSRF_SSL_STRICT": is_https,
        }

    @property
    def engine_url(self) -> str:
        """The database's address with the driver named."""
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)

    def demand_complete(self) -> None:
        """Raise `BadSetting` where production lacks a setting."""
        if self.missing:
            raise BadSetting(
                "Tecum does not start: set " + ", ".join(self.missing) + " (TECUM_MODE=production needs them)."
            )

    def keep_secret(self) -> None:
        """Write the trial's secret into the data folder, once, so that sessions outlive a restart."""
        if self.is_trial and kept_secret(self.data_dir) is None:
            self.data_dir.mkdir(mode=0o750, parents=True, exist_ok=True)
            target = self.data_dir / "secret_key"
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(self.secret_key)


def kept_secret(data_dir: Path) -> str | None:
    path = data_dir / "secret_key"
    return path.read_text() if path.exists() else None


def read_all(environment: Mapping[str, str]) -> dict[str, Any]:
    known = {setting.name for setting in SETTINGS} | {
        f"{setting.name}_FILE" for setting in SETTINGS if setting.is_secret
    }
    for name in sorted(environment):
        if name.startswith(PREFIX) and name.removeprefix(PREFIX) not in known:
            raise BadSetting(
                f"Tecum does not start: {name} is not a setting. Remove the line or see docs/configuration.md."
            )
    return {setting.name.lower(): read_one(setting, environment) for setting in SETTINGS}


def read_one(setting: Setting, environment: Mapping[str, str]) -> Any:
    name = PREFIX + setting.name
    text = environment.get(name)
    path = environment.get(f"{name}_FILE") if setting.is_secret else None
    if path is not None:
        if text is not None:
            raise BadSetting(f"Tecum does not start: {name} and {name}_FILE are both set. Remove one of them.")
        try:
            text = Path(path).read_text().strip()
        except OSError as error:
            raise BadSetting(f"Tecum does not start: {name}_FILE cannot be read ({error.strerror}).") from None
    try:
        return setting.read((text or setting.default).strip())
    except ValueError as error:
        shown = "the value" if setting.is_secret else repr(text)
        raise BadSetting(f"Tecum does not start: {name} needs {error}; mend {shown}.") from None
