"""Letters: read the text of a letter into findings, and check them before a request is drafted from them."""
