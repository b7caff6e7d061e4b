"""Ask this machine's web server whether it answers, under the name that it serves: `python deploy/healthcheck.py [/readyz]`."""

import os
import sys
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from config import Settings

PORT = os.environ.get("PORT") or "8000"


def main() -> int:
    path = sys.argv[1] if len(sys.argv) > 1 else "/healthz"
    host = urlsplit(Settings.from_environment().base_url).netloc
    connection = HTTPConnection("127.0.0.1", int(PORT), timeout=4)
    try:
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        print(answer.read().decode())
    except (OSError, HTTPException) as error:
        print(error, file=sys.stderr)
        return 1
    return 0 if answer.status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
