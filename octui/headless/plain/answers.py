"""Asks for permissions and questions line by line: everything to be read first, then a numbered choice."""

import asyncio
from collections.abc import Sequence

from octui.client import Client, ClientError
from octui.headless.plain.lines import LineReader
from octui.headless.plain.output import PlainOutput
from octui.headless.run.responder import PermissionReply
from octui.headless.stream_writer import StreamWriter
from octui.render.requests.permission_preview import build_permission_preview
from octui.render.text.spoofing import escape_spoofing
from octui.wire.parts import ToolPart
from octui.wire.requests import Permission, Question, QuestionItem


class PlainResponder:
    """No empty line and no end of the input ever allows anything."""

    def __init__(self, client: Client, reader: LineReader, output: PlainOutput, writer: StreamWriter) -> None:
        self._client = client
        self._reader = reader
        self._output = output
        self._writer = writer
        self._asking = asyncio.Lock()
        """One thing is asked at a time."""

    async def answer_permission(self, request: Permission) -> PermissionReply:
        async with self._asking:
            self._describe_permission(request, await self._find_call(request))
            patterns = ", ".join(map(escape_spoofing, request.always)) or "the same"
            always = f"{escape_spoofing(request.permission)} {patterns}"
            choices = ["Allow once", f"Allow always: {always}", "Reject", "Reject with a note…"]
            match await self._choose(choices):
                case 0:
                    reply = PermissionReply("once")
                case 1:
                    reply = PermissionReply("always")
                case 3:
                    reason = await self._read("Why: ")
                    reply = PermissionReply("reject", reason or None)
                case _:
                    reply = PermissionReply("reject")
            self._output.write_line(
                {"once": "Allowed once.", "always": "Allowed always."}.get(reply.reply, "Rejected.")
            )
            return reply

    async def answer_question(self, question: Question) -> list[list[str]] | None:
        async with self._asking:
            answers: list[list[str]] = []
            for number, item in enumerate(question.questions, 1):
                count = f" {number} of {len(question.questions)}" if len(question.questions) > 1 else ""
                self._output.write_text_block(f"Question{count}: {item.question}")
                answer = await self._ask_item(item)
                if answer is None:
                    self._output.write_line("Not answered.")
                    return None
                answers.append(answer)
            return answers

    async def _find_call(self, request: Permission) -> ToolPart | None:
        """The tool call that asks: older servers say only there what would run."""
        if request.tool is None or not request.session_id:
            return None
        try:
            message = await self._client.messages.get(request.session_id, request.tool.message_id)
        except ClientError:
            return None
        calls = (part for part in message.parts if isinstance(part, ToolPart))
        return next((part for part in calls if part.call_id == request.tool.call_id), None)

    def _describe_permission(self, request: Permission, call: ToolPart | None) -> None:
        """The whole of what would run, as the card of the full screen has it."""
        preview = build_permission_preview(request, call, self._client.directory or "")
        self._output.write_line(f"Permission needed: {preview.title}")
        for section in preview.sections:
            label = f"{section.label}: " if section.label else ""
            text = "\n".join(f"  {line}" for line in section.text.rstrip("\n").split("\n"))
            self._output.write_text_block(escape_spoofing(f"{label}\n{text}" if label else text))
        for warning in preview.warnings:
            self._output.write_line(f"Warning: {warning}")

    async def _choose(self, choices: Sequence[str]) -> int | None:
        """The index of the choice; None at the end of the input."""
        for number, choice in enumerate(choices, 1):
            self._output.write_line(f"  {number}. {choice}")
        self._reader.discard_typed()
        while True:
            line = await self._read(f"Answer with a number, 1 to {len(choices)}: ")
            if line is None:
                return None
            if line.strip().isdecimal() and 1 <= int(line) <= len(choices):
                return int(line) - 1
            self._output.write_line(f"That is not a number from 1 to {len(choices)}.")

    async def _ask_item(self, item: QuestionItem) -> list[str] | None:
        for number, option in enumerate(item.options, 1):
            about = f": {option.description}" if option.description else ""
            self._output.write_line(f"  {number}. {option.label}{about}")
        own = " or your own words" if item.custom is not False else ""
        several = "numbers with spaces between them" if item.multiple else "a number"
        self._reader.discard_typed()
        while True:
            line = await self._read(f"Answer with {several}{own}; /reject answers nothing: ")
            if line is None or line.strip() == "/reject":
                return None
            words = line.split()
            if words and all(word.isdecimal() and 1 <= int(word) <= len(item.options) for word in words):
                if item.multiple or len(words) == 1:
                    return [item.options[int(word) - 1].label for word in words]
            elif words and item.custom is not False:
                return [line.strip()]
            self._output.write_line("That is not one of the answers.")

    async def _read(self, prompt: str) -> str | None:
        self._output.finish_line()
        await self._writer.wait_until_written()
        return await self._reader.read_line(prompt)
