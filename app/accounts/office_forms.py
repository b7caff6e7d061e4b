"""Fields of an office."""

import re

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired

from app.accounts.fields import OneLine, Pick, name_field
from app.models import Office
from app.models.office import OfficeFacts
from app.models.picklists import OfficeKind, Retention
from app.web.forms import Form, MakingForm
from app.web.words import NOTES, Words, trimmed

LONGEST_ZONE = 64
SEPARATORS = re.compile(r"[\s,;]+")


def in_capitals(text: str | None) -> str | None:
    return (text or "").strip().upper() or None


class OfficeFields:
    """What can be told of an office."""

    name = name_field("Name", "Enter the office's name.")
    short_name = StringField(
        "Short name", filters=[in_capitals], validators=[DataRequired("Enter a short name."), OneLine(12)]
    )
    kind = Pick(
        "Kind",
        read=OfficeKind,
        sentence="Choose the kind of office.",
        choices=[("", "Choose one"), *((each.value, each.label) for each in OfficeKind)],
        validators=[DataRequired("Choose the kind of office.")],
    )
    timezone = StringField(
        "Time zone", filters=[trimmed], validators=[DataRequired("Enter a time zone."), OneLine(LONGEST_ZONE)]
    )
    retention = Pick(
        "Its records are",
        read=Retention,
        sentence="Choose what its records are.",
        choices=[(each.value, each.label) for each in Retention],
        default=Retention.COMMITTEE_RECORD,
    )
    mail_domains = TextAreaField("Mail domains", filters=[trimmed], validators=[Words(NOTES)], render_kw={"rows": "3"})
    is_subject_in_mail = BooleanField("A request's subject may stand in mail")
    is_extension_reason_needed = BooleanField("An extension needs a reason")

    @property
    def facts(self) -> OfficeFacts:
        domains = [domain for domain in SEPARATORS.split((self.mail_domains.data or "").lower()) if domain]
        return OfficeFacts(
            name=self.name.data or "",
            short_name=self.short_name.data or "",
            kind=self.kind.data,
            timezone=self.timezone.data or "",
            retention=self.retention.data,
            mail_domains=tuple(dict.fromkeys(domains)),
            is_subject_in_mail=self.is_subject_in_mail.data,
            is_extension_reason_needed=self.is_extension_reason_needed.data,
        )


class OfficeForm(OfficeFields, MakingForm):
    """A new office."""


class ChangedOfficeForm(OfficeFields, Form):
    """An office that stands."""

    @classmethod
    def of(cls, office: Office) -> "ChangedOfficeForm":
        """The form as it is first opened."""
        told = {name: getattr(office, name) for name in ("name", "short_name", "kind", "timezone", "retention")}
        domains = "\n".join(office.mail_domains)
        rules = {name: getattr(office, name) for name in ("is_subject_in_mail", "is_extension_reason_needed")}
        return cls(data={**told, **rules, "mail_domains": domains})
