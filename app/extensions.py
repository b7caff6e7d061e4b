"""Libraries that the house binds once: the database's engines and sessions, sign-in, cross-site protection."""

from flask_security import Security
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

db = SQLAlchemy()
security = Security()
csrf = CSRFProtect()
