"""The house: `create_app` puts it together; nobody inside imports it."""
