"""Request bodies as JSON of valid Unicode."""

import msgspec

from octui.wire.decoding.damaged_json import replace_lone_surrogates


def encode_body(body: object) -> bytes:
    """The JSON of a body; what is no character, as in a name that is not UTF-8, becomes U+FFFD."""
    try:
        return msgspec.json.encode(body)
    except UnicodeEncodeError:
        return msgspec.json.encode(_replace_surrogates(msgspec.to_builtins(body)))


def _replace_surrogates(value: object) -> object:
    match value:
        case str():
            return replace_lone_surrogates(value)
        case list():
            return [_replace_surrogates(element) for element in value]
        case dict():
            return {_replace_surrogates(key): _replace_surrogates(element) for key, element in value.items()}
    return value
