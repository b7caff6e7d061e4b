"""The door for servers and commands: `flask --app wsgi ...`, `granian wsgi:app`."""

import os

from app import counters, create_app
from config import Settings

IS_SERVER = os.environ.get("FLASK_RUN_FROM_CLI") != "true"
if IS_SERVER:
    counters.share()

app = create_app(Settings.from_environment(), serving=IS_SERVER)
