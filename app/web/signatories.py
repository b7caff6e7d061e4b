"""Who signs a letter, as people type it: one on a line, as Name, Title."""

from typing import Any

# "Robert Roe, Jr., Chairman": what follows a name and still belongs to it.
OF_NAME = frozenset({"jr", "sr", "ii", "iii", "iv", "md", "phd"})


def signatories_of(text: str) -> tuple[tuple[str, str], ...]:
    """One signatory a line, as "Name, Title"."""
    found = []
    for line in text.splitlines():
        parts = [part.strip() for part in line.split(",")]
        own = 2 if len(parts) > 1 and parts[1].rstrip(".").replace(".", "").lower() in OF_NAME else 1
        name, title = ", ".join(parts[:own]), ", ".join(parts[own:])
        if name:
            found.append((name, title))
    return tuple(found)


def signatories_text(signatories: list[Any]) -> str:
    """The same as it would be typed."""
    return "\n".join(", ".join(filter(None, (each["name"], each["title"]))) for each in signatories)
