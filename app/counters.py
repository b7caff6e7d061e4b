"""Where the web workers of one server keep their shared counters: a folder of their own, made before they are imported.

The library that counts reads the folder's name from the environment when it is imported, so this module loads nothing of
it. The folder is named for the server (the workers' parent and the moment it began), so each start begins at zero; those
of servers that run no more are removed.
"""

import os
import shutil
import tempfile
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


def share() -> None:
    """Make the folder and name it in the environment, unless whoever started this process has named one."""
    if VARIABLE in os.environ:
        Path(os.environ[VARIABLE]).mkdir(parents=True, exist_ok=True)
        return
    home = Path(tempfile.gettempdir()) / f"tecum-counters-{os.getuid()}"
    home.mkdir(mode=0o700, exist_ok=True)
    if home.is_symlink() or home.stat().st_uid != os.getuid():
        return  # Somebody else's folder: each worker then counts for itself.
    folder = home / server()
    folder.mkdir(exist_ok=True)
    for other in home.iterdir():
        if not is_running(other.name):
            shutil.rmtree(other, ignore_errors=True)
    os.environ[VARIABLE] = str(folder)


def server() -> str:
    """The process that started the workers, told apart from any other that bears its number later."""
    parent = os.getppid()
    return f"{parent}-{began(parent)}"


def is_running(name: str) -> bool:
    number, _, beginning = name.partition("-")
    return number.isdecimal() and began(int(number)) == beginning


def began(process: int) -> str:
    """When a process began, as the kernel counts; empty where there is none, "0" where the kernel does not say."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return "" if Path("/proc/self/stat").exists() else "0"
