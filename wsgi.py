"""The door for servers and commands: `flask --app wsgi ...`, `granian wsgi:app`."""

import os

from app import create_app
from config import Settings

app = create_app(Settings.from_environment(), serving=os.environ.get("FLASK_RUN_FROM_CLI") != "true")
