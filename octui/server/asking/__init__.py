"""Asking people: permissions, by rules as OpenCode has them, and questions."""

from octui.server.asking.endings import Denied, Dismissed, Rejected
from octui.server.asking.permissions import Permissions
from octui.server.asking.questions import Questions

__all__ = ["Denied", "Dismissed", "Permissions", "Questions", "Rejected"]
