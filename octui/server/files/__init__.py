"""Listing, reading and searching the files of a directory, and nothing outside it."""
