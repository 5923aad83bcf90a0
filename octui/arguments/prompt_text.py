"""A prompt from what was piped in and what was typed."""


def join_prompt(piped: str, given: str) -> str | None:
    """What was piped in, then what was given; bytes of the command line that are no text are replaced."""
    typed = given.encode(errors="surrogateescape").decode(errors="replace")
    return "\n".join(text for text in (piped, typed) if text.strip()) or None
