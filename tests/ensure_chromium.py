"""Find a Chromium for the browser tests, or install Debian's where that is allowed; else say what to do and fail."""

import os
import shutil
import subprocess
import sys

# The same browser without a window to draw comes first: it takes a quarter less time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium-headless-shell", "chromium")


def find() -> str | None:
    given = os.environ.get("CHROMIUM")
    return given or next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(
            "The browser tests need Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM=/path."
        )
    print("Installing Chromium for the browser tests ...", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=environment)
    for package in PACKAGES:
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package, "fonts-liberation"]
        done = subprocess.run(command, check=package == PACKAGES[-1], env=environment, stdout=subprocess.DEVNULL)
        if done.returncode == 0:
            return


if __name__ == "__main__":
    if find() is None:
        install()
