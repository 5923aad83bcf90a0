"""Chips: words in a prompt that stand for a longer paste or an attached file."""

import msgspec

FOLDER_TYPE = "application/x-directory"
TEXT_TYPE = "text/plain"


class Chip(msgspec.Struct, frozen=True, omit_defaults=True):
    """`label` is how it is written in the prompt; a prompt that does not have it any more has nothing attached."""

    label: str = ""
    text: str = ""
    """A pasted text, sent in place of the label; empty for a file."""
    mime: str = ""
    """The media type of a file; empty for a pasted text."""
    name: str = ""
    path: str = ""
    """Where the file is on this machine; empty for what came from the clipboard."""
    digest: str = ""
    """Names the content in the `AttachmentStore`; empty for a file that is read when it is sent."""
    size: int = 0
    """In bytes."""

    @property
    def is_file(self) -> bool:
        return bool(self.mime)

    @property
    def is_image(self) -> bool:
        return self.mime.startswith("image/")

    @property
    def is_pdf(self) -> bool:
        return self.mime == "application/pdf"
