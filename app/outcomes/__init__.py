"""How a request ended and what came of it."""
