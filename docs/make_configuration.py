"""Write docs/configuration.md from the settings themselves: `python docs/make_configuration.py`."""

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


if __name__ == "__main__":
    (HERE / "configuration.md").write_text(OPENING + "".join(row(setting) for setting in SETTINGS), encoding="utf-8")
