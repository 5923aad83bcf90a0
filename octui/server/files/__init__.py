"""A directory's files: listed, read and searched, and nothing outside of it."""
