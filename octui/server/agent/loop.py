"""The agent loop: steps, subtasks and compactions, until every prompt is answered."""

import asyncio
import sqlite3
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, Literal

from msgspec.structs import replace

from octui.server.agent.background_tasks import BackgroundTasks
from octui.server.agent.compaction import Compaction, is_auto_compaction_enabled, is_context_nearly_full
from octui.server.agent.definitions.agents import AgentInfo, AgentNotFound, find_agent, find_default_agent
from octui.server.agent.failures import to_failure
from octui.server.agent.instructions.system_prompt import build_system_prompt, describe_subagents
from octui.server.agent.mcp_tools import McpTools
from octui.server.agent.model_context import count_steps_since, is_complete_answer, list_calls_since, to_model_turns
from octui.server.agent.model_factory import create_model
from octui.server.agent.model_step import ModelStep
from octui.server.agent.models.catalog import ModelCatalog, ModelNotFound, SelectedModel
from octui.server.agent.models.language_model import ModelFailed, ModelRequest, ModelTurn, ToolOffer
from octui.server.agent.models.model_info import ModelInfo
from octui.server.agent.prompts import LAST_STEP
from octui.server.agent.session_title import generate_session_title
from octui.server.agent.spending.service import SpendingService
from octui.server.agent.spending.turn_budget import TurnBudget
from octui.server.agent.structured_output import AnswerSchemas, parse_structured_answer
from octui.server.agent.subtasks import find_pending_subtask, run_subtask, save_continue_prompt
from octui.server.agent.tool_call import SubagentLauncher
from octui.server.agent.tools.registry import TOOLS, select_tools
from octui.server.agent.tools.workspace_paths import WorkspacePaths
from octui.server.agent.turn_history import TurnHistory
from octui.server.identifiers import get_time_ms
from octui.server.instance import Instance
from octui.server.permissions.rules import Rules
from octui.wire.messages import Failure, Message, MessageInfo, MessageModel, MessagePath, MessageTime
from octui.wire.parts import CompactionPart, SubtaskPart
from octui.wire.sessions import IDLE, Session
from octui.wire.struct import Json, JsonObject

StepOutcome = Literal["go on", "stop", "too long"]
MAX_OVERFLOWS: Final = 2
MANY_MESSAGES: Final = 500
"""From this many messages on, model turns are built in a thread."""
MAX_STEPS: Final = 2_000
"""Also of those that call no model, which the budget does not count."""


@dataclass
class AgentLoop:
    """The work of one session, from a prompt until it is idle."""

    instance: Instance
    session_id: str
    subagents: SubagentLauncher = field(repr=False)
    answer_schemas: AnswerSchemas = field(repr=False)
    background: BackgroundTasks = field(repr=False)
    steps: int = 0
    overflow_count: int = 0
    step: ModelStep | None = None
    """The current step."""
    budget: TurnBudget | None = None
    """What the current turn may use."""
    given_up: int = 0
    """The position up to which no prompt will be answered any more."""

    @property
    def session(self) -> Session:
        """The current session; raises KeyError when it was deleted."""
        session = self.instance.sessions.find_session(self.session_id)
        if session is None:
            raise KeyError(self.session_id)
        return session

    @property
    def paths(self) -> WorkspacePaths:
        return WorkspacePaths.from_instance(self.instance)

    def find_unanswered_prompt(self) -> MessageInfo | None:
        """The newest message if it is a prompt, which is unanswered then, and was not given up."""
        if self.instance.repository.find_newest_position(self.session_id) <= self.given_up:
            return None
        (newest,) = self.instance.messages.load_messages(self.session_id, limit=1)
        return newest.info if newest.info.role == "user" else None

    def give_up_prompts(self, failure: Failure) -> None:
        """Answer what is still unanswered with this failure; prompts that come later run as usual."""
        with suppress(sqlite3.Error):
            prompt = self.find_unanswered_prompt()
            # Where the disk takes no answer, the prompt is given up all the same.
            self.given_up = self.instance.repository.find_newest_position(self.session_id)
            if prompt is not None:
                self._save_failed_answer(prompt, prompt.agent or "build", prompt.model_key, failure)

    async def run_loop(self) -> None:
        """Run until every prompt is answered, including those that arrive meanwhile."""
        self.steps = self.overflow_count = 0
        spending = self.instance.get_service(SpendingService)
        with (
            TurnHistory(self.instance.messages, self.session_id) as history,
            spending.open_budget(self.session) as self.budget,
        ):
            await self._loop_until_answered(history)

    async def _loop_until_answered(self, history: TurnHistory) -> None:
        while self.steps < MAX_STEPS:
            messages = await history.load_turn_messages()
            prompt = next((message for message in reversed(messages) if message.info.role == "user"), None)
            answer = next((message for message in reversed(messages) if message.info.role == "assistant"), None)
            if prompt is None or is_complete_answer(messages[-1]):
                return
            if self.steps == 0:
                self.background.start_task(generate_session_title(self.instance, self.session, prompt, self.budget))
            self.steps += 1
            outcome = await self._run_next_step(messages, prompt, answer)
            if outcome == "stop":
                return
            if outcome == "too long":
                self.overflow_count += 1
                if self.overflow_count > MAX_OVERFLOWS:
                    return
                Compaction(self.instance, self.session_id).request_compaction(prompt.info, auto=True, overflow=True)

    async def _run_next_step(self, messages: list[Message], prompt: Message, answer: Message | None) -> StepOutcome:
        agent, selected = self._resolve_prompt_target(prompt.info)
        if (reason := await self._find_stop_reason(prompt, agent)) is not None:
            self._refuse_prompt(prompt.info, agent, selected, reason)
            return "stop"
        if (subtask := find_pending_subtask(messages)) is not None:
            return await self._run_subtask(prompt.info, subtask, agent, selected)
        if any(isinstance(part, CompactionPart) for part in prompt.parts):
            return await self._run_compaction(messages, prompt, selected)
        if (
            answer is not None
            and not answer.info.is_summary
            and is_context_nearly_full(self.instance, answer.info, selected.model)
        ):
            Compaction(self.instance, self.session_id).request_compaction(prompt.info, auto=True)
            return "go on"
        return await self._run_model_step(messages, prompt, agent, selected)

    async def _find_stop_reason(self, prompt: Message, agent: AgentInfo) -> str | None:
        """Why this prompt may not lead to another call of a model."""
        if self.budget is None:
            return None
        if _is_written_by_user(prompt):
            self.budget.start_turn(self.session_id, prompt.info.id)
        rules = agent.rules + (self.session.permission or ())
        spending = self.instance.get_service(SpendingService)
        return await spending.find_stop_reason(self.budget, self.session_id, rules)

    def _refuse_prompt(self, prompt: MessageInfo, agent: AgentInfo, selected: SelectedModel, reason: str) -> None:
        failure = Failure(name="UnknownError", data={"message": reason})
        self.instance.sessions.publish_session_error(self.session_id, failure)
        self._save_failed_answer(prompt, agent.name, selected.model_key, failure)

    def _save_failed_answer(self, prompt: MessageInfo, agent: str, model: MessageModel, failure: Failure) -> None:
        info = self._new_answer_to(prompt, agent, model, error=failure)
        self.instance.messages.save_message(replace(info, time=replace(info.time, completed=get_time_ms())))

    async def _run_model_step(
        self, messages: list[Message], prompt: Message, agent: AgentInfo, selected: SelectedModel
    ) -> StepOutcome:
        rules = agent.rules + (self.session.permission or ())
        last = agent.steps is not None and count_steps_since(messages, prompt.info.id) + 1 >= agent.steps
        tools = [] if last or not selected.model.tool_call else await self._build_tool_offers(rules, selected.model)
        step = self._start_model_step(prompt.info, agent, selected, rules, list_calls_since(messages, prompt.info.id))
        system = build_system_prompt(self.instance, agent, selected.model, prompt.info.system)
        schema = self.answer_schemas.find_answer_schema(prompt.info.id)
        request = ModelRequest(
            system=(*system, LAST_STEP) if last else system,
            turns=await _build_turns(messages, accepts_images=selected.model.attachment),
            tools=tuple(tools),
            options=_merge_model_options(selected.model, agent, prompt.info.model_key.variant),
            temperature=agent.temperature if selected.model.temperature else None,
            top_p=agent.top_p,
            schema=schema,
        )
        try:
            await step.run_step(request)
        except ModelFailed as failed:
            return self._fail_step(step, failed)
        self.step = None
        if schema is not None and (message := self._find_message(step.info.id)) is not None:
            step.extra_fields |= parse_structured_answer(message)
        step.complete_info()
        is_cut_off = step.finish == "content-filter" or (step.finish == "length" and not step.calls)
        return "stop" if step.stops_turn or last or is_cut_off else "go on"

    async def _run_subtask(
        self, prompt: MessageInfo, subtask: SubtaskPart, agent: AgentInfo, selected: SelectedModel
    ) -> StepOutcome:
        """Run a subtask of a prompt, then have the agent of the prompt continue from it."""
        rules = agent.rules + (self.session.permission or ())
        model = create_model(selected, self.instance.directory)
        info = self._new_answer_to(prompt, subtask.agent, selected.model_key)
        step = ModelStep(self.instance, self.subagents, self.session, info, model, selected, rules, self.paths)
        self.step = step
        await run_subtask(step, subtask)
        self.step = None
        step.complete_info(finish="tool-calls")
        save_continue_prompt(self.instance.messages, prompt, step.info.id)
        return "go on"

    def _start_model_step(
        self,
        prompt: MessageInfo,
        agent: AgentInfo,
        selected: SelectedModel,
        rules: Rules,
        earlier: list[tuple[str, JsonObject]],
        **changes: object,
    ) -> ModelStep:
        step = ModelStep(
            self.instance,
            self.subagents,
            self.session,
            self._new_answer_to(prompt, agent.name, selected.model_key, **changes),
            create_model(selected, self.instance.directory),
            selected,
            rules,
            self.paths,
            earlier,
            budget=self.budget,
        )
        self.step = step
        step.save_info(step.info)
        return step

    def _new_answer_to(self, prompt: MessageInfo, agent: str, model: MessageModel, **changes: object) -> MessageInfo:
        """A new, empty assistant message that sorts after all existing messages."""
        worktree = self.instance.worktree
        info = MessageInfo(
            id=self.instance.messages.create_message_id(self.session_id),
            session_id=self.session_id,
            role="assistant",
            parent_id=prompt.id,
            agent=agent,
            mode=agent,
            model_id=model.model_id,
            provider_id=model.provider_id,
            variant=prompt.model_key.variant,
            time=MessageTime(created=get_time_ms()),
            path=MessagePath(cwd=self.instance.directory, root=worktree),
        )
        return replace(info, **changes)

    async def _run_compaction(self, messages: list[Message], prompt: Message, selected: SelectedModel) -> StepOutcome:
        compaction = Compaction(self.instance, self.session_id)
        agent = await asyncio.to_thread(find_agent, self.instance, "compaction")
        selected = self.instance.get_service(ModelCatalog).find_model_by_key(agent.model) or selected
        step = self._start_model_step(prompt.info, agent, selected, agent.rules, [], summary=True)
        try:
            request = await asyncio.to_thread(compaction.build_summary_request, messages, prompt, agent, selected.model)
            await step.run_step(request)
        except ModelFailed as failed:
            return self._fail_step(step, failed)
        self.step = None
        step.complete_info()
        return "go on" if compaction.finish_compaction(prompt) else "stop"

    def _fail_step(self, step: ModelStep, failed: ModelFailed) -> StepOutcome:
        """End a failed step; one that exceeded the context may be retried after compaction."""
        failure = to_failure(failed)
        step.close_step()
        self.step = None
        self.instance.sessions.publish_session_error(self.session_id, failure)
        step.complete_info(error=failure)
        too_long = failed.name == "ContextOverflowError" and not step.info.is_summary
        return "too long" if too_long and is_auto_compaction_enabled(self.instance) else "stop"

    def end_with_failure(self, failure: Failure) -> None:
        """Report the failure and close the current step; where that cannot be saved, the next run closes it."""
        self.instance.sessions.publish_session_error(self.session_id, failure)
        if self.step is not None:
            with suppress(sqlite3.Error):
                self.step.close_step()
                self.step.complete_info(error=failure)

    def mark_idle(self) -> None:
        self.instance.statuses.set_session_status(self.session_id, IDLE)

    def _resolve_prompt_target(self, prompt: MessageInfo) -> tuple[AgentInfo, SelectedModel]:
        """The agent and model of a prompt; those that no longer exist are replaced by the defaults."""
        try:
            agent = find_agent(self.instance, prompt.agent or "build")
        except AgentNotFound:
            agent = find_default_agent(self.instance)
        catalog = self.instance.get_service(ModelCatalog)
        model = prompt.model or MessageModel()
        try:
            return agent, catalog.find_model(model.provider_id, model.model_id)
        except ModelNotFound:
            return agent, catalog.choose_default_model()

    def _find_message(self, message_id: str) -> Message | None:
        return self.instance.messages.find_message(self.session_id, message_id)

    async def _build_tool_offers(self, rules: Rules, model: ModelInfo) -> list[ToolOffer]:
        own = select_tools(self.instance, rules, model.id)
        more = {"task": describe_subagents(self.instance)}
        offers = [ToolOffer(tool.name, tool.description + more.get(tool.name, ""), tool.parameters) for tool in own]
        mcp_offers = await self.instance.get_service(McpTools).list_tool_offers(rules)
        return [*offers, *(offer for offer in mcp_offers if offer.name not in TOOLS)]


def _is_written_by_user(prompt: Message) -> bool:
    """Whether this is not a prompt that the loop wrote itself, to go on or to sum up."""
    return any(not (isinstance(part, CompactionPart) or getattr(part, "synthetic", False)) for part in prompt.parts)


async def _build_turns(messages: list[Message], *, accepts_images: bool) -> tuple[ModelTurn, ...]:
    if len(messages) < MANY_MESSAGES:
        return to_model_turns(messages, accepts_images=accepts_images)
    return await asyncio.to_thread(to_model_turns, messages, accepts_images=accepts_images)


def _merge_model_options(model: ModelInfo, agent: AgentInfo, variant: str | None) -> Json:
    selected = model.variants.get(variant, {}) if variant else {}
    return {**model.options, **agent.options, **{key: value for key, value in selected.items() if key != "disabled"}}
