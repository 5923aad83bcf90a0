"""Every permission rule that is in force for a session, and where it comes from."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from octui.server.agent.definitions.agents import AgentInfo, parse_setting_rules, parse_shared_rules
from octui.server.config.loader import (
    CONTENT_VARIABLE,
    fill_config_file,
    list_project_files,
    list_user_files,
    read_config_files,
    read_content_variable,
)
from octui.server.instance import Instance
from octui.server.permissions.rules import DEFAULTS, PersonalRule, ProjectRule, Rules, UntrustedRule
from octui.wire.access.permissions import RuleSource, SourcedRule
from octui.wire.sessions import Rule

RuleKey = tuple[str, str, str]


def list_sourced_rules(instance: Instance, agent: AgentInfo, session_rules: Rules) -> tuple[SourcedRule, ...]:
    """The rules in the order in which they are tried, the last one that matches decides; reads the files again."""
    shared = len(DEFAULTS) + len(parse_shared_rules(instance.config))
    user_files, project_files = _find_user_files(instance.directory), _find_project_files(instance)
    rules: list[SourcedRule] = []
    for position, rule in enumerate(agent.rules):
        if position >= shared:
            rules.append(_describe_rule(rule, "agent", agent.name))
        elif isinstance(rule, ProjectRule):
            rules.append(_describe_rule(rule, "project", project_files.get(_get_key(rule), "")))
        elif isinstance(rule, PersonalRule):
            rules.append(_describe_rule(rule, "global", user_files.get(_get_key(rule), "")))
        else:
            rules.append(_describe_rule(rule, "default", ""))
    return (*rules, *(_describe_rule(rule, "session", "") for rule in session_rules))


def _describe_rule(rule: Rule, source: RuleSource, origin: str) -> SourcedRule:
    return SourcedRule(
        permission=rule.permission,
        pattern=rule.pattern,
        action=rule.action,
        source=source,
        origin=origin,
        is_limited=isinstance(rule, UntrustedRule),
    )


def _find_user_files(directory: str) -> Mapping[RuleKey, str]:
    extra = os.environ.get("OPENCODE_CONFIG")
    found = _find_files((*list_user_files(), *((Path(extra),) if extra else ())))
    values, _ = read_content_variable(directory)
    return found | {_get_key(rule): CONTENT_VARIABLE for rule in parse_setting_rules(values)}


def _find_project_files(instance: Instance) -> Mapping[RuleKey, str]:
    return _find_files(list_project_files(instance.directory, instance.worktree))


def _find_files(files: Iterable[Path]) -> dict[RuleKey, str]:
    """The file that says each rule; where several do, the one that is read last."""
    read, _ = read_config_files(files)
    return {
        _get_key(rule): str(file)
        for file, values in read
        for rule in parse_setting_rules(fill_config_file(file, values)[0])
    }


def _get_key(rule: Rule) -> RuleKey:
    return rule.permission, rule.pattern, rule.action
