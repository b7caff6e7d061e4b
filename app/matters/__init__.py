"""Matters: lines of inquiry that gather requests, with what prompted them and what came of them."""
