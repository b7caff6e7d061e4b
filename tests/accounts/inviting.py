"""How a test invites somebody, and posts without a form."""

import re

INVITE = "/people/invitation"
ADDRESS = "newcomer@mail.house.gov"
FACTS = {"email": ADDRESS, "name": "Newcomer One", "role": "COUNSEL"}
UNSEEN = "There is a character here that cannot be seen."


def invite(client, office, **facts):
    return client.submit(INVITE, {**FACTS, "office_id": str(office.id), **facts})


def link_in(message):
    return re.search(r"http://\S+?(/signin/link/\S+)", message.text)[1]


def post(client, url, **data):
    """A POST with a token and nothing else of a form."""
    return client.post(url, data={**data, "csrf_token": client.token("/account")})


def of(person, tail=""):
    return f"/people/{person.id}{tail}"
