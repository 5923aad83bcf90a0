"""Version control: git information about a directory, and snapshots the user's git never sees."""
