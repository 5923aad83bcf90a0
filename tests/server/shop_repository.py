"""A small repository to work in."""

import subprocess
from pathlib import Path

CHECKOUT = "def total(items: dict[str, int]) -> int:\n    return sum(items.values())\n"


def make_shop(path: Path) -> Path:
    """A repository with one commit: two text files, and ignore rules for a folder and log files."""
    (path / "src").mkdir(parents=True)
    (path / "README.md").write_text("# Shop\n\nA small shop.\n")
    (path / "src" / "checkout.py").write_text(CHECKOUT)
    (path / ".gitignore").write_text("build/\n*.log\n!kept.log\n")
    git(path, "init", "--quiet", "--initial-branch=main")
    git(path, "add", "--all")
    git(path, "commit", "--quiet", f"--message=Begin {path}")
    return path


def git(path: Path, *arguments: str, check: bool = True) -> str:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *identity, *arguments], cwd=path, check=check, capture_output=True, text=True)
    return done.stdout
