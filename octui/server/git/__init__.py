"""Version control: what git knows of a directory, and snapshots it never notices."""
