"""`python -m app.letters read FILE`: the letter commands without the web application."""

from app.letters.commands import letters

letters(prog_name="letters")
