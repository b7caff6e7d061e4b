"""Find an nginx for the test of the shipped configuration, or install Debian's where that is allowed; else do without."""

import os
import shutil
import subprocess


def find() -> str | None:
    return os.environ.get("NGINX") or shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def install() -> None:
    """Without nginx the tests that need it are skipped, so a machine that cannot fetch it only says so."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print("nginx is not installed: the tests that start it are skipped (Debian: apt-get install nginx-light).")
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "nginx-light"]
    subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    if find() is None:
        install()
