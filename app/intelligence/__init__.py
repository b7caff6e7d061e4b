"""Intelligence items: log, grade, link, and the library of them."""
