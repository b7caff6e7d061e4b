"""Filing a request, its page, its edits; and the docket, the list of them all."""
