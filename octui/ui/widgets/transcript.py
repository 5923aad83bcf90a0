"""The conversation: one widget for any number of messages."""

from __future__ import annotations
