"""Files of this machine as attachments of a prompt."""

import mimetypes
from base64 import b64encode
from pathlib import Path
from typing import Final

from octui.headless.connection import CommandFailed
from octui.wire.prompt import FileInput

DIRECTORY_TYPE: Final = "application/x-directory"
TEXT_TYPE: Final = "text/plain"
SENT_TYPES: Final = ("image/", "application/pdf")
"""What models are shown as it is; everything else is read as text."""

MAX_SENT_BYTES: Final = 20_000_000
"""The largest file that is sent to a server on another machine."""


def make_attachment(path: Path, *, is_shared: bool) -> FileInput:
    """The attachment; a server that does not share this machine's files gets the content. Raises CommandFailed."""
    if path.is_dir():
        if not is_shared:
            raise CommandFailed(f"{path} is a folder of this machine, which the server cannot read.")
        return FileInput(mime=DIRECTORY_TYPE, url=path.as_uri(), filename=path.name)
    guessed = mimetypes.guess_type(path.name)[0] or TEXT_TYPE
    mime = guessed if guessed.startswith(SENT_TYPES) else TEXT_TYPE
    if is_shared:
        return FileInput(mime=mime, url=path.as_uri(), filename=path.name)
    try:
        if path.stat().st_size > MAX_SENT_BYTES:
            raise CommandFailed(f"{path} is larger than {MAX_SENT_BYTES // 1_000_000} MB, too large to be sent.")
        content = path.read_bytes()
    except OSError as error:
        raise CommandFailed(f"{path} cannot be attached: {error.strerror}.") from None
    return FileInput(mime=mime, url=f"data:{mime};base64,{b64encode(content).decode()}", filename=path.name)
