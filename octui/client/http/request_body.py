"""Builds request bodies without the values that were not given."""


def omit_none(**values: object) -> dict[str, object]:
    """The keys that have a value; an explicit null means something else to some servers."""
    return {key: value for key, value in values.items() if value is not None}
