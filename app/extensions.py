"""Libraries that the house binds once: the database's engines and sessions, cross-site protection."""

from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

db = SQLAlchemy()
csrf = CSRFProtect()
