"""What may be told of a request outside the house, in a mail or a calendar: little (rule 12)."""

from app.models.oversight_request import OversightRequest


def subject_of(about: OversightRequest) -> str:
    """[DEMO-115-0142] DOE; with the topic frozen at filing where the office chose so and the request is not limited."""
    words = f"[{about.number}] {about.agency.short_name}"
    if about.office.is_subject_in_mail and not about.is_limited:
        words += f" - {about.mail_topic}"
    return " ".join(words.split())
