"""Write docs/configuration.md and deploy/.env.example from the settings themselves: `python docs/make_configuration.py`."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from config import SETTINGS, Setting  # noqa: E402

OPENING = """# Configuration

Tecum reads its settings once, from environment variables. A name that starts with `TECUM_` and is not in this list,
or a value that does not fit, refuses the start with the line to mend. A secret may be given as a file:
`TECUM_SECRET_KEY_FILE=/run/secrets/key` in place of `TECUM_SECRET_KEY`.

`TECUM_MODE=production` needs `TECUM_SECRET_KEY`, `TECUM_BASE_URL` and `TECUM_MAIL_URL`; a trial needs nothing.

This page is written from the code (`make docs`).

| Variable | Meaning | Default |
|---|---|---|
"""


def row(setting: Setting) -> str:
    name, default = setting.name, setting.default
    file = f" (or `TECUM_{name}_FILE`)" if setting.is_secret else ""
    return f"| `TECUM_{name}`{file} | {setting.meaning} | {f'`{default}`' if default else ''} |\n"


EXAMPLE_OPENING = """# Tecum's settings: for systemd /etc/tecum/tecum.env, for compose deploy/.env. Readable by its user alone (chmod 600).
# Written from the code (`make docs`); take the `#` away before what you set. A line with _FILE names a file that holds it.

"""
# What a production installation sets; all else stands in the example as a remark with its default.
EXAMPLES = {
    "MODE": "production",
    "BASE_URL": "https://oversight.example.gov",
    "MAIL_URL": "smtp://relay.example.gov:25",
    "MAIL_FROM": "Oversight Requests <tracker@oversight.example.gov>",
    "PROXY_HOPS": "1",
    "DATA_DIR": "/var/lib/tecum",
    "LOG_FORMAT": "json",
}


def example(setting: Setting) -> str:
    name = f"TECUM_{setting.name}"
    line = f"{name}={EXAMPLES[setting.name]}" if setting.name in EXAMPLES else f"#{name}={setting.default}"
    file = f"\n#{name}_FILE=/run/secrets/{setting.name.lower()}" if setting.is_secret else ""
    return f"# {setting.meaning}\n{line}{file}\n\n"


def configuration() -> str:
    return OPENING + "".join(row(setting) for setting in SETTINGS)


def environment_example() -> str:
    return EXAMPLE_OPENING + "".join(example(setting) for setting in SETTINGS).rstrip("\n") + "\n"


if __name__ == "__main__":
    (HERE / "configuration.md").write_text(configuration(), encoding="utf-8")
    (HERE.parent / "deploy" / ".env.example").write_text(environment_example(), encoding="utf-8")
