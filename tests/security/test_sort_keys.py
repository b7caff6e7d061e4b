"""A list is put in an order of its own table; any other key changes not one statement."""

import pytest

KEYS = ["owner__password_hash", "due; DROP TABLE app_user", "-", "--due", "user.password", "password", "(SELECT 1)"]


@pytest.mark.parametrize("path", ["/requests", "/requests.csv", "/intelligence"])
def test_an_unknown_order_asks_exactly_what_the_first_order_asks(given, client, selects, path):
    given.request()
    client.sign_in(given.person())
    client.get(path)
    with selects() as plain:
        client.get(path, reads_page=False)
    for key in KEYS:
        with selects() as asked:
            answer = client.get(path, query_string={"sort": key, f"f[{key}]": "a", "owner.password": "x"})
        assert answer.status_code == 200
        assert asked.statements == plain.statements, key
