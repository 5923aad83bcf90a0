"""Where things are, as a person writes it."""


def abbreviate_home(path: str, home: str) -> str:
    """A path on the server with `~` for its person's home; `home` is "" where that is not known."""
    home = home.rstrip("/")
    return f"~{path[len(home) :]}" if home and (path == home or path.startswith(f"{home}/")) else path
