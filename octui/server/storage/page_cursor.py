"""Page cursors: a message id, encoded so that clients treat it as opaque."""

import base64
import binascii


def encode_cursor(message_id: str) -> str:
    return base64.urlsafe_b64encode(message_id.encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> str | None:
    """The message id in a cursor; None when it is not a valid cursor."""
    try:
        message_id = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
    return message_id if message_id.startswith("msg") else None
