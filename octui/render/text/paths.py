"""Paths on the server in a short readable form."""


def abbreviate_home(path: str, home: str) -> str:
    """A path on the server with `~` for the home directory there; `home` is "" where it is unknown."""
    home = home.rstrip("/")
    return f"~{path[len(home) :]}" if home and (path == home or path.startswith(f"{home}/")) else path


def shorten_path(path: str, directory: str) -> str:
    """A server's path as seen from the session's directory."""
    if directory and path.rstrip("/") == directory.rstrip("/"):
        return "."
    return path.removeprefix(directory.rstrip("/") + "/") if directory else path
