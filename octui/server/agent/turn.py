"""A session at work: steps, subtasks and compactions, until there is nothing left to answer."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from msgspec.structs import replace

from octui.server.agent.agents import AgentInfo, AgentNotFound, agent_named, default_agent
from octui.server.agent.compacting import Compacting, automatic, overflows
from octui.server.agent.failures import failure_of
from octui.server.agent.history import calls_since, is_answered, steps_since, turns_of
from octui.server.agent.lent import LentTools
from octui.server.agent.memory import Memory
from octui.server.agent.models.catalogue import Catalogue, Chosen, ModelNotFound
from octui.server.agent.models.info import ModelInfo
from octui.server.agent.models.model import ModelFailed, Offer, Request
from octui.server.agent.models.model import Turn as Said
from octui.server.agent.speakers import speaker
from octui.server.agent.step import Step
from octui.server.agent.subtasks import open_subtask
from octui.server.agent.system import subagents, system_of
from octui.server.agent.titles import name_session
from octui.server.agent.tools.places import OUTPUT_FOLDER, Places
from octui.server.agent.tools.registry import TOOLS, offered
from octui.server.agent.words import LAST_STEP
from octui.server.asking.rules import Rules
from octui.server.identifiers import now_ms
from octui.wire.messages import Failure, Message, MessageInfo, MessageModel, MessageTime, Whereabouts
from octui.wire.parts import CompactionPart
from octui.wire.sessions import IDLE, Session
from octui.wire.struct import Json

if TYPE_CHECKING:
    from octui.server.agent.runs import Runs
    from octui.server.instance import Instance

Outcome = Literal["go on", "stop", "too long"]
MOST_OVERFLOWS: Final = 2
MANY: Final = 500
"""Messages that are put into a model's words in a thread."""
MOST_STEPS: Final = 500
"""Of one prompt: nobody means more, and a model that runs in circles costs money."""


@dataclass
class Turn:
    """The work of one session, from a prompt until it is idle."""

    instance: "Instance"
    runs: "Runs" = field(repr=False)
    session_id: str
    steps: int = 0
    overflows: int = 0
    step: Step | None = None
    """The step that is being made."""

    @property
    def session(self) -> Session:
        """The session as it now is; raises KeyError when it was deleted."""
        session = self.instance.server.sessions.find_session(self.session_id)
        if session is None:
            raise KeyError(self.session_id)
        return session

    @property
    def places(self) -> Places:
        outputs = self.instance.server.data_folder / OUTPUT_FOLDER
        return Places(Path(self.instance.directory), Path(self.instance.worktree), outputs)

    @property
    def newest(self) -> str:
        """The id of the newest message; empty where there is none."""
        return self.instance.server.repository.find_newest_message_id(self.session_id) or ""

    def waiting(self, after: str = "") -> bool:
        """Whether the newest message is a prompt nobody has answered, that came after this message."""
        newest = self.instance.server.sessions.load_messages(self.session_id, limit=1)
        return bool(newest) and newest[0].info.role == "user" and newest[0].info.id > after

    async def work(self) -> None:
        """Answer until every prompt has its answer, those included that come meanwhile."""
        self.steps = self.overflows = 0
        with Memory(self.instance.server.sessions, self.session_id) as memory:
            await self._work(memory)

    async def _work(self, memory: Memory) -> None:
        while self.steps < MOST_STEPS:
            messages = await memory.messages()
            prompt = next((held for held in reversed(messages) if held.info.role == "user"), None)
            answer = next((held for held in reversed(messages) if held.info.role == "assistant"), None)
            if prompt is None or is_answered(prompt, answer):
                return
            if self.steps == 0:
                self.runs.background(name_session(self.instance, self.session, prompt))
            self.steps += 1
            outcome = await self._next(messages, prompt, answer)
            if outcome == "stop":
                return
            if outcome == "too long":
                self.overflows += 1
                if self.overflows > MOST_OVERFLOWS:
                    return
                Compacting(self.instance, self.session_id).request(prompt.info, auto=True, overflow=True)

    async def _next(self, messages: list[Message], prompt: Message, answer: Message | None) -> Outcome:
        agent, chosen = self._addressed(prompt.info)
        if (subtask := open_subtask(messages)) is not None:
            await self.runs.subtask(self, prompt, subtask, chosen)
            return "go on"
        if any(isinstance(part, CompactionPart) for part in prompt.parts):
            return await self._compact(messages, prompt, chosen)
        if answer is not None and not answer.info.is_summary and overflows(self.instance, answer.info, chosen.model):
            Compacting(self.instance, self.session_id).request(prompt.info, auto=True)
            return "go on"
        return await self._step(messages, prompt, agent, chosen)

    async def _step(self, messages: list[Message], prompt: Message, agent: AgentInfo, chosen: Chosen) -> Outcome:
        rules = agent.rules + (self.session.permission or ())
        last = agent.steps is not None and steps_since(messages, prompt.info.id) + 1 >= agent.steps
        tools = [] if last or not chosen.model.tool_call else await self._offers(rules, chosen.model)
        step = self._begin(prompt.info, agent, chosen, rules, calls_since(messages, prompt.info.id))
        system = system_of(self.instance, agent, chosen.model, prompt.info.system)
        schema = self.runs.schema_of(prompt.info.id)
        request = Request(
            system=(*system, LAST_STEP) if last else system,
            turns=await _told(messages, sees=chosen.model.attachment),
            tools=tuple(tools),
            options=_options(chosen.model, agent, prompt.info.model_key.variant),
            temperature=agent.temperature if chosen.model.temperature else None,
            top_p=agent.top_p,
            schema=schema,
        )
        try:
            await step.run(request)
        except ModelFailed as failed:
            return self._failed(step, failed)
        self.step = None
        if schema is not None:
            step.also |= self.runs.structured(step.info)
        step.put_info(replace(step.info, time=replace(step.info.time, completed=now_ms())))
        return "stop" if step.stops or last or step.finish in ("length", "content-filter") else "go on"

    def hold(self, info: MessageInfo, chosen: Chosen, prompt: MessageInfo) -> Step:
        """A step for a message that no model writes."""
        rules = self._addressed(prompt)[0].rules + (self.session.permission or ())
        model = speaker(chosen, self.instance.directory)
        step = Step(self.instance, self.runs, self.session, info, model, chosen, rules, self.places)
        self.step = step
        return step

    def _begin(
        self,
        prompt: MessageInfo,
        agent: AgentInfo,
        chosen: Chosen,
        rules: Rules,
        earlier: list[tuple[str, Json]],
        **changes: object,
    ) -> Step:
        step = Step(
            self.instance,
            self.runs,
            self.session,
            self.answer_to(prompt, agent.name, chosen, **changes),
            speaker(chosen, self.instance.directory),
            chosen,
            rules,
            self.places,
            earlier,
        )
        self.step = step
        step.put_info(step.info)
        return step

    def answer_to(self, prompt: MessageInfo, agent: str, chosen: Chosen, **changes: object) -> MessageInfo:
        """An assistant message that has nothing in it yet, and sorts after everything said so far."""
        worktree = self.instance.worktree
        info = MessageInfo(
            id=self.instance.server.sessions.create_message_id(self.session_id),
            session_id=self.session_id,
            role="assistant",
            parent_id=prompt.id,
            agent=agent,
            mode=agent,
            model_id=chosen.model.id,
            provider_id=chosen.provider.id,
            variant=prompt.model_key.variant,
            time=MessageTime(created=now_ms()),
            path=Whereabouts(cwd=self.instance.directory, root=worktree),
        )
        return replace(info, **changes)

    async def _compact(self, messages: list[Message], prompt: Message, chosen: Chosen) -> Outcome:
        compacting = Compacting(self.instance, self.session_id)
        agent = agent_named(self.instance, "compaction")
        chosen = self.instance.get_service(Catalogue).named(agent.model) or chosen
        step = self._begin(prompt.info, agent, chosen, agent.rules, [], summary=True)
        try:
            request = await asyncio.to_thread(compacting.summary_request, messages, prompt, agent, chosen.model)
            await step.run(request)
        except ModelFailed as failed:
            return self._failed(step, failed)
        self.step = None
        step.put_info(replace(step.info, time=replace(step.info.time, completed=now_ms())))
        return "go on" if compacting.finish(prompt) else "stop"

    def _failed(self, step: Step, failed: ModelFailed) -> Outcome:
        """End a step without an answer; one that was too much for the model may be tried with less."""
        failure = failure_of(failed)
        step.close()
        self.step = None
        self.instance.server.sessions.publish_session_error(self.session_id, failure)
        step.put_info(replace(step.info, error=failure, time=replace(step.info.time, completed=now_ms())))
        too_long = failed.name == "ContextOverflowError" and not step.info.is_summary
        return "too long" if too_long and automatic(self.instance) else "stop"

    def end(self, failure: Failure) -> None:
        """Say why the work came to nothing, and give an end to what it was at."""
        self.instance.server.sessions.publish_session_error(self.session_id, failure)
        if self.step is not None:
            self.step.close()
            info = self.step.info
            self.step.put_info(replace(info, error=failure, time=replace(info.time, completed=now_ms())))

    def idle(self) -> None:
        self.instance.server.sessions.set_session_status(self.session_id, IDLE)

    def _addressed(self, prompt: MessageInfo) -> tuple[AgentInfo, Chosen]:
        """The agent and model of a prompt; what is no longer there is replaced by what is usual."""
        try:
            agent = agent_named(self.instance, prompt.agent or "build")
        except AgentNotFound:
            agent = default_agent(self.instance)
        catalogue = self.instance.get_service(Catalogue)
        model = prompt.model or MessageModel()
        try:
            return agent, catalogue.find(model.provider_id, model.model_id)
        except ModelNotFound:
            return agent, catalogue.default()

    async def _offers(self, rules: Rules, model: ModelInfo) -> list[Offer]:
        own = offered(self.instance, rules, model.id)
        more = {"task": subagents(self.instance)}
        offers = [Offer(tool.name, tool.description + more.get(tool.name, ""), tool.parameters) for tool in own]
        lent = await self.instance.get_service(LentTools).offers(rules)
        return [*offers, *(offer for offer in lent if offer.name not in TOOLS)]


async def _told(messages: list[Message], *, sees: bool) -> tuple[Said, ...]:
    if len(messages) < MANY:
        return turns_of(messages, sees=sees)
    return await asyncio.to_thread(turns_of, messages, sees=sees)


def _options(model: ModelInfo, agent: AgentInfo, variant: str | None) -> Json:
    chosen = model.variants.get(variant, {}) if variant else {}
    return {**model.options, **agent.options, **{key: value for key, value in chosen.items() if key != "disabled"}}
