"""The configuration that is in force in a directory: the user's own, and what of the project's it may add."""

from dataclasses import replace
from pathlib import Path

from octui.server.config.loader import (
    Configuration,
    list_project_files,
    list_project_folders,
    load_personal_config,
    merge_values,
    read_config_files,
    read_content_variable,
)
from octui.server.trust.project_scan import RULE_KEYS, ProjectScan, ProjectScanner
from octui.server.trust.trust_store import TrustStore
from octui.wire.struct import Json


def load_directory_config(directory: str, worktree: str, decisions: TrustStore) -> Configuration:
    """The configuration that applies in a directory of a worktree; `/` means no worktree."""
    personal = load_personal_config()
    above, complaints = read_content_variable(directory)
    base = replace(
        personal,
        personal=merge_values(personal.values, above),
        project_folders=list_project_folders(directory, worktree),
    )
    files, problems = read_config_files(list_project_files(directory, worktree))
    top = Path(worktree if Path(directory).is_relative_to(worktree) and worktree != "/" else directory)
    scan = ProjectScanner(base, top, directory).scan_project(files)
    trust = replace(scan.trust, decision=decisions.find_decision(scan.trust.root_name, scan.trust.digest))
    project = scan.complete if trust.is_trusted else scan.harmless
    shown = project if trust.is_trusted else _without_waiting_rules(scan)
    return replace(
        base,
        values=merge_values(merge_values(base.values, shown), above),
        project=project,
        problems=(*base.problems, *problems, *(scan.problems if trust.is_trusted else ()), *complaints),
        trust=trust,
    )


def _without_waiting_rules(scan: ProjectScan) -> Json:
    """The harmless part without the rules that are not in force as they are written."""
    waiting = {request.key for request in scan.trust.requests if request.kind == "permission"}
    shown = {key: value for key, value in scan.harmless.items() if key not in waiting}
    for kind in ("mode", "agent"):
        if isinstance(shown.get(kind), dict):
            shown[kind] = {
                name: {key: value for key, value in settings.items() if key not in RULE_KEYS}
                if f"{kind}.{name}" in waiting
                else settings
                for name, settings in shown[kind].items()
            }
    return shown
