"""Resolve pyproject.toml into the hashed, host-free lock files of this folder; `--upgrade` takes newer releases."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
UV = Path(sys.executable).with_name("uv")
COMMON = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", "--quiet"]
RUNTIME = ["pyproject.toml", "--extra", "postgres"]
GROUPS = ["--group", "test", "--group", "lint", "--group", "bench"]


def compile_lock(*arguments: str) -> None:
    subprocess.run([str(UV), "pip", "compile", *COMMON, *arguments, *sys.argv[1:]], check=True, cwd=HERE.parent)


if __name__ == "__main__":
    compile_lock(*RUNTIME, "-o", "lock/runtime.txt")
    compile_lock(*RUNTIME, *GROUPS, "-c", "lock/runtime.txt", "-o", "lock/dev.txt")
