"""How an ask can end other than by a yes."""

from octui.wire.sessions import Rule


class PermissionRejected(Exception):
    """A person said no; with a `message` the model is told what to do instead and goes on."""

    def __init__(self, message: str | None = None) -> None:
        said = "The user rejected permission to use this specific tool call"
        super().__init__(f"{said} with the following feedback: {message}" if message else f"{said}.")
        self.message = message


class PermissionDenied(Exception):
    """A rule says no, so nobody was asked."""

    def __init__(self, rule: Rule) -> None:
        about = "" if rule.pattern == "*" else f" that matches {rule.pattern!r}"
        super().__init__(
            f"The user has specified a rule which prevents this tool call: {rule.permission}{about} is denied. "
            "Do not try to get around it; say what you would need it for, or go another way."
        )
        self.rule = rule


class QuestionDismissed(Exception):
    """A person does not want to answer the question."""

    def __init__(self) -> None:
        super().__init__("The user dismissed this question")
