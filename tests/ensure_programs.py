"""Find the programs that a few tests run beside the project, or install Debian's where that is allowed; else do without."""

import os
import shutil
import subprocess

PACKAGES = {
    "nginx": "nginx-light",
    "soffice": "libreoffice-calc-nogui",
    "tesseract": "tesseract-ocr tesseract-ocr-eng",
}
FOR = {
    "nginx": "the shipped configuration",
    "soffice": "exports opened in a real spreadsheet program",
    "tesseract": "letters that are scans",
}


def find(program: str) -> str | None:
    return os.environ.get(program.upper()) or shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def install(missing: list[str]) -> None:
    """Without a program the tests that need it are skipped, so a machine that cannot fetch it only says so."""
    for program in missing:
        print(
            f"{program} is not installed. It is needed to test {FOR[program]} (Debian: {PACKAGES[program]}).",
            flush=True,
        )
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=environment)
    command = [
        "apt-get",
        "install",
        "-y",
        "-qq",
        "--no-install-recommends",
        *" ".join(PACKAGES[each] for each in missing).split(),
    ]
    subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL)


if __name__ == "__main__" and (missing := [program for program in PACKAGES if find(program) is None]):
    install(missing)
