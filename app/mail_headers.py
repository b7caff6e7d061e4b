"""The headers of mail as the library writes them, made and folded once where thousands of letters bear the same."""

from email.headerregistry import BaseHeader, HeaderRegistry
from email.policy import EmailPolicy, Policy
from functools import lru_cache
from typing import Any

FITS_ON_A_LINE = 78
KEPT = 512
OF_ONE_LETTER = {"Subject", "Message-ID", "In-Reply-To", "References", "Thread-Topic", "Thread-Index", "Date"}


class Verbatim(BaseHeader):
    """Links and ids, folded between words only: the usual folding would encode a long one and so break it."""

    max_count = 1

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        kwds |= {"decoded": value, "parse_tree": None}

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: " + f"{policy.linesep} ".join(str(self).split()) + policy.linesep


class Short(Verbatim):
    """Plain words that fit on one line: nothing to encode and nothing to fold."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


class Registry(HeaderRegistry):
    """The library's, asked once for each name and each value: thousands of letters bear the same headers."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self.kinds:
            self.kinds[name] = super().__getitem__(name)
        return self.kinds[name]

    def __call__(self, name: str, value: Any) -> Any:
        return (header_of if name in OF_ONE_LETTER else known_header)(name, value)


class Known(EmailPolicy):
    """SMTP's, with headers that are read and folded once."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        return (folded if name in OF_ONE_LETTER else known_folded)(name, value)


def header_of(name: str, value: Any) -> Any:
    is_words = name in ("Subject", "Thread-Topic") and isinstance(value, str)
    if is_words and value.isascii() and "=?" not in value and len(f"{name}: {value}") <= FITS_ON_A_LINE:
        return SHORT(name, value)
    return HeaderRegistry.__call__(REGISTRY, name, value)


def folded(name: str, value: Any) -> bytes:
    return EmailPolicy.fold_binary(POLICY, name, value)


known_header = lru_cache(maxsize=KEPT)(header_of)
known_folded = lru_cache(maxsize=KEPT)(folded)

SHORT = HeaderRegistry(use_default_map=False)
for each in ("subject", "thread-topic"):
    SHORT.map_to_type(each, Short)
REGISTRY = Registry()
for each in ("message-id", "in-reply-to", "references", "thread-index", "list-id", "list-unsubscribe"):
    REGISTRY.map_to_type(each, Verbatim)
POLICY = Known(linesep="\r\n", header_factory=REGISTRY)
