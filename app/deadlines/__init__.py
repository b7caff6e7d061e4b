"""The deadline of a request: extend it, correct it, take an extension back, and see how it came to be so."""
