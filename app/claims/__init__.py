"""Claims: what a statement or reply admits, asserts, denies or commits to, and what bears on it."""
