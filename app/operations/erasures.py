"""Erasures done again after a restore: what was erased since a backup was made must not come back with it.

The erasure list is kept apart from backups. `replay` is the one place where it is joined to the restore: a function that
erases, in the given session and without a commit, all that the list names, and returns how many it erased. While it is
None this installation keeps no such list, and a restore says so and refuses until it is told to go on without one.
"""

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.refusals import Refused

Replay = Callable[[Session], int]
replay: Replay | None = None

NO_LIST = (
    "NO ERASURE LIST IS KNOWN. Whatever was erased or sequestered after this backup was made would come back with it. "
    "If nothing was, or if you will erase it again by hand, say so: --without-erasure-list"
)


def demand_list(*, without: bool) -> None:
    """Raise `Refused` where nothing says what was erased since, unless the person takes that upon themselves."""
    if replay is None and not without:
        raise Refused(NO_LIST)


def erase_again(session: Session, *, without: bool) -> int:
    """How many erasures were done again; none where the person goes on without a list."""
    return replay(session) if replay is not None and not without else 0
