"""The wall: an office owns requests, number series, letterhead and retention."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Noun, coded
from app.models.committee import Committee
from app.models.picklists import OfficeKind, Retention
from app.refusals import Refused

SHORT_NAME = re.compile(r"[A-Z0-9]{2,12}")
DOMAIN = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
MOST_DOMAINS = 50


@dataclass(frozen=True, kw_only=True)
class OfficeFacts:
    """What is told of an office when it is made or changed."""

    name: str
    short_name: str
    kind: OfficeKind
    timezone: str
    retention: Retention
    mail_domains: tuple[str, ...] = ()
    is_subject_in_mail: bool = False
    is_extension_reason_needed: bool = False


@cache
def zone_names() -> frozenset[str]:
    """Every name of the time zone database; listing them reads the disk, so it is done once."""
    return frozenset(available_timezones())


class Office(Noun, Base):
    """The majority or minority staff of a committee, a non-partisan staff, or a member's personal office."""

    __tablename__ = "office"

    name: Mapped[str]
    short_name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[OfficeKind] = mapped_column(coded(OfficeKind))
    committee_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("committee.id"), index=True)
    timezone: Mapped[str] = mapped_column(default="America/New_York")
    retention: Mapped[Retention] = mapped_column(coded(Retention), default=Retention.COMMITTEE_RECORD)
    mail_domains: Mapped[list[Any]] = mapped_column(default=list)
    is_subject_in_mail: Mapped[bool] = mapped_column(default=False)
    is_extension_reason_needed: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    memo_style_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("stored_file.id"))
    memo_style_name: Mapped[str | None]

    committee: Mapped[Committee | None] = relationship(Committee)
    memo_style: Mapped[Any] = relationship("StoredFile")

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which this office's dates end."""
        return ZoneInfo(self.timezone)

    def write(self, facts: OfficeFacts, *, is_frozen: bool = False) -> None:
        """Take these facts over; `is_frozen` where numbers already bear the short name. Raises `Refused`."""
        if not SHORT_NAME.fullmatch(facts.short_name):
            raise Refused("Use 2 to 12 letters and digits, like HFAC.", field="short_name")
        if is_frozen and facts.short_name != self.short_name:
            raise Refused(
                f"Requests are numbered {self.short_name} already, so the short name stays.", field="short_name"
            )
        if facts.timezone not in zone_names():
            raise Refused("Enter a time zone by its name, like America/New_York.", field="timezone")
        wrong = next((domain for domain in facts.mail_domains if not DOMAIN.fullmatch(domain)), None)
        if wrong is not None or len(facts.mail_domains) > MOST_DOMAINS:
            sentence = f"Enter at most {MOST_DOMAINS} domains, each on a line, like mail.house.gov."
            raise Refused(sentence, field="mail_domains")
        self.name, self.short_name, self.kind = facts.name, facts.short_name, facts.kind
        self.timezone, self.retention = facts.timezone, facts.retention
        self.mail_domains, self.is_subject_in_mail = list(facts.mail_domains), facts.is_subject_in_mail
        self.is_extension_reason_needed = facts.is_extension_reason_needed
