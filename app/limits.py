"""What a child that reads strangers' files may use up, set by the child itself before it opens anything."""

import resource

MEMORY = 1536 * 1024 * 1024


def bind(seconds: int) -> None:
    """No more memory or time than a fair file needs; no byte written to any file; no core that would hold the text."""
    for what, limit in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (limit, limit))
