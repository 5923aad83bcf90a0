"""Which parts of a project's configuration are in force: what is harmless, and the rest once the user trusts it."""
