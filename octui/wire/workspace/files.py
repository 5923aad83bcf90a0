"""Files of a project, as the server lists and reads them."""

from base64 import b64decode
from binascii import Error as NotBase64

from octui.wire.struct import Wire, keep_wide_texts


class FileNode(Wire, frozen=True):
    """An entry of a directory; `path` is relative to the project and has no final slash."""

    name: str
    path: str = ""
    absolute: str = ""
    type: str = "file"
    ignored: bool = False

    @property
    def is_directory(self) -> bool:
        return self.type == "directory"


@keep_wide_texts("content")
class FileContent(Wire, frozen=True):
    """A file's content, stripped of white space at both ends; a missing file is an empty text."""

    type: str = "text"
    content: str = ""
    encoding: str | None = None
    mime_type: str | None = None

    @property
    def is_binary(self) -> bool:
        return self.type == "binary" or self.encoding == "base64"

    @property
    def raw(self) -> bytes:
        """The bytes of a binary file; empty when they cannot be unpacked."""
        if self.encoding != "base64":
            return self.content.encode()
        try:
            return b64decode(self.content)
        except NotBase64:
            return b""
