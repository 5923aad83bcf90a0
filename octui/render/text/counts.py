"""Numbers of things, in words."""


def format_count(number: int, noun: str, plural: str = "") -> str:
    """`1 line`, `2,300 lines`."""
    return f"1 {noun}" if number == 1 else f"{number:,} {plural or noun + 's'}"
