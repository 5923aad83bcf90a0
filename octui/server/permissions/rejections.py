"""The ways a permission request or a question ends without a yes."""

from octui.wire.sessions import Rule


class PermissionRejected(Exception):
    """The user rejected it; with a `message` the model learns what to do instead and continues."""

    def __init__(self, message: str | None = None) -> None:
        sentence = "The user rejected permission to use this specific tool call"
        super().__init__(f"{sentence} with the following feedback: {message}" if message else f"{sentence}.")
        self.message = message


class PermissionDenied(Exception):
    """A rule denies it, so the user was not asked."""

    def __init__(self, rule: Rule) -> None:
        about = "" if rule.pattern == "*" else f" that matches {rule.pattern!r}"
        super().__init__(
            f"The user has specified a rule which prevents this tool call: {rule.permission}{about} is denied. "
            "Do not try to get around it; say what you would need it for, or go another way."
        )
        self.rule = rule


class QuestionDismissed(Exception):
    """The user dismissed the question."""

    def __init__(self) -> None:
        super().__init__("The user dismissed this question")
