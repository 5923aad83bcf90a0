"""Sends the prompt of a run, or the command of the server that stands in its place."""

from collections.abc import Sequence

from octui.client import Client
from octui.client.identifiers import make_first_part_id
from octui.client.model_ids import ModelName
from octui.headless.run.options import RunOptions
from octui.wire.prompt import FileInput, TextInput
from octui.wire.sessions import Session


class PromptSender:
    """Sends what the options of a run say to one session."""

    def __init__(
        self,
        client: Client,
        session: Session,
        options: RunOptions,
        model: ModelName | None,
        files: Sequence[FileInput] = (),
    ) -> None:
        self._client = client
        self._session = session
        self._options = options
        self._model = model
        self._files = list(files)
        self._text = TextInput(text=options.prompt, id=make_first_part_id())

    @property
    def is_command(self) -> bool:
        """Whether a command of the server is sent; sending one waits until the run is over."""
        return self._options.command is not None

    @property
    def part_id(self) -> str | None:
        """The part by which the prompt is found again; None for a command, whose parts the server makes."""
        return None if self.is_command else self._text.id

    async def send_prompt(self) -> None:
        if self.is_command:
            await self._send_command()
            return
        await self._client.prompts.send(
            self._session.id,
            [self._text, *self._files],
            agent=self._options.agent,
            model=self._model,
            variant=None if self._model else self._options.variant,
        )

    async def _send_command(self) -> None:
        options = self._options
        provider_id, _, model_id = (options.model or "").partition("/")
        await self._client.prompts.run_command(
            self._session.id,
            options.command or "",
            options.prompt,
            agent=options.agent,
            model=(provider_id, model_id) if options.model else None,
            variant=options.variant,
            files=self._files,
        )
