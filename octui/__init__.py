"""A terminal client for OpenCode, the AI coding agent."""

from typing import Final

VERSION: Final = "0.1.0"
"""The one place of the version: the wheel's metadata is read from here."""
