"""Repositories that try to run a program as soon as octui looks at them; each program leaves a canary file."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.server.shop_repository import git, make_shop

HOOKS = (
    "post-index-change", "post-checkout", "post-commit", "pre-commit", "reference-transaction", "fsmonitor-watchman",
    "pre-auto-gc", "post-rewrite", "post-merge", "applypatch-msg", "sendemail-validate",
)  # fmt: skip


class HostileRepository:
    """A repository with changes of each kind, in which `program` must never run."""

    def __init__(self, root: Path) -> None:
        self.path = make_shop(root / "shop")
        self.canary = root / "canary"
        self.program = root / "evil.sh"
        self.program.write_text(f'#!/bin/sh\necho "$0 $*" >> {self.canary}\ncat\n')
        self.program.chmod(0o755)

    def configure(self, *settings: tuple[str, str]) -> None:
        for name, value in settings:
            git(self.path, "config", name, value)

    def change_files(self) -> None:
        (self.path / "README.md").write_text("# Shop\n\nA large shop.\n")
        (self.path / "new.txt").write_text("new\n")
        (self.path / "src" / "checkout.py").touch()

    def write_hooks(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name in HOOKS:
            (folder / name).write_text(self.program.read_text())
            (folder / name).chmod(0o755)


def add_hooks(repository: HostileRepository) -> None:
    repository.write_hooks(repository.path / ".git" / "hooks")


def move_hooks(repository: HostileRepository) -> None:
    repository.write_hooks(repository.path / "tools")
    repository.configure(("core.hooksPath", "tools"))


def name_fsmonitor(repository: HostileRepository) -> None:
    repository.configure(("core.fsmonitor", str(repository.program)))


def _set_attributes(repository: HostileRepository, attribute: str) -> None:
    (repository.path / ".gitattributes").write_text(f"* {attribute}\n")


def clean_with_filter(repository: HostileRepository) -> None:
    _set_attributes(repository, "filter=evil")
    program = str(repository.program)
    repository.configure(
        ("filter.evil.clean", program), ("filter.evil.smudge", program), ("filter.evil.required", "true")
    )


def filter_with_process(repository: HostileRepository) -> None:
    _set_attributes(repository, "filter=evil")
    repository.configure(("filter.evil.process", str(repository.program)), ("filter.evil.required", "true"))


def filter_from_info_attributes(repository: HostileRepository) -> None:
    (repository.path / ".git" / "info" / "attributes").write_text("* filter=Evil.One\n")
    repository.configure(("filter.Evil.One.clean", str(repository.program)))


def filter_with_equals_sign(repository: HostileRepository) -> None:
    _set_attributes(repository, "filter=a=b")
    repository.configure(("filter.a=b.clean", str(repository.program)))


def filter_from_included_file(repository: HostileRepository) -> None:
    _set_attributes(repository, "filter=evil")
    (repository.path / "settings").write_text(f'[filter "evil"]\n\tclean = {repository.program}\n')
    repository.configure(("include.path", "../settings"))


def filter_of_this_worktree(repository: HostileRepository) -> None:
    _set_attributes(repository, "filter=evil")
    repository.configure(("extensions.worktreeConfig", "true"))
    git(repository.path, "config", "--worktree", "filter.evil.clean", str(repository.program))


def convert_with_textconv(repository: HostileRepository) -> None:
    _set_attributes(repository, "diff=evil")
    repository.configure(("diff.evil.textconv", str(repository.program)))


def diff_with_program(repository: HostileRepository) -> None:
    _set_attributes(repository, "diff=evil")
    program = str(repository.program)
    repository.configure(("diff.evil.command", program), ("diff.external", program))


def name_every_helper(repository: HostileRepository) -> None:
    program = str(repository.program)
    names = (
        "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.gitProxy", "core.alternateRefsCommand",
        "credential.helper", "gpg.program", "gpg.ssh.defaultKeyCommand", "sequence.editor", "pager.diff",
        "pager.config", "merge.evil.driver", "interactive.diffFilter", "hook.evil.command",
    )  # fmt: skip
    aliases = ("diff", "config", "ls-files", "status", "rev-parse", "add")
    repository.configure(*((name, program) for name in names), *((f"alias.{name}", f"!{program}") for name in aliases))
    repository.configure(("hook.evil.event", "post-index-change"), ("log.showSignature", "true"))


def filter_in_submodule(repository: HostileRepository) -> None:
    inner = make_shop(repository.path / "inner")
    git(repository.path, "add", "inner")
    git(repository.path, "commit", "--quiet", "--message=Add a submodule")
    (inner / ".gitattributes").write_text("* filter=evil\n")
    git(inner, "config", "filter.evil.clean", str(repository.program))
    git(inner, "config", "core.fsmonitor", str(repository.program))
    (inner / "README.md").write_text("# Shop\n\nA large shop.\n")
    repository.configure(
        ("diff.submodule", "diff"), ("submodule.recurse", "true"), ("diff.ignoreSubmodules", "none"),
        ("submodule.inner.ignore", "none"), ("submodule.inner.url", "./inner"), ("status.submoduleSummary", "true"),
    )  # fmt: skip


def fetch_missing_objects(repository: HostileRepository) -> None:
    blob = git(repository.path, "rev-parse", "HEAD:README.md").strip()
    (repository.path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    repository.configure(
        ("core.repositoryFormatVersion", "1"), ("extensions.partialClone", "evil"), ("remote.evil.promisor", "true"),
        ("remote.evil.url", f"ext::{repository.program}"), ("protocol.ext.allow", "always"),
        ("protocol.allow", "always"), ("remote.evil.uploadpack", str(repository.program)),
    )  # fmt: skip


def point_git_file_elsewhere(repository: HostileRepository) -> None:
    clean_with_filter(repository)
    (repository.path / ".git").rename(repository.path.parent / "elsewhere")
    (repository.path / ".git").write_text("gitdir: ../elsewhere\n")


def bring_snapshot_store(repository: HostileRepository) -> None:
    """The id of the project names a folder of the server; here it is a path with a repository in it."""
    store = repository.path / "store"
    git(repository.path, "init", "--quiet", "--bare", str(store))
    repository.write_hooks(store / "hooks")
    (repository.path / ".git" / "opencode").write_text(str(store))


def filter_snapshots(repository: HostileRepository) -> None:
    """An attribute macro, which the repository of the snapshots must not obey either."""
    (repository.path / ".gitattributes").write_text("[attr]mine filter=evil diff=evil\n* mine\n")
    (repository.path / "src" / ".gitattributes").write_text("* filter=evil\n")
    repository.configure(
        ("filter.evil.clean", str(repository.program)), ("diff.evil.textconv", str(repository.program))
    )


def nest_a_repository(repository: HostileRepository) -> None:
    """One in a folder that is not tracked, which a status looks into."""
    inner = make_shop(repository.path / "vendor" / "lib")
    repository.write_hooks(inner / ".git" / "hooks")
    (inner / ".gitattributes").write_text("* filter=evil diff=evil\n")
    for name in ("core.fsmonitor", "filter.evil.clean", "diff.evil.textconv"):
        git(inner, "config", name, str(repository.program))


def link_the_git_folder(repository: HostileRepository) -> None:
    clean_with_filter(repository)
    add_hooks(repository)
    (repository.path / ".git").rename(repository.path.parent / "elsewhere.git")
    (repository.path / ".git").symlink_to("../elsewhere.git")


def share_a_common_folder(repository: HostileRepository) -> None:
    """As in a worktree, settings and hooks come from where a file says."""
    clean_with_filter(repository)
    common = repository.path.parent / "common"
    shutil.copytree(repository.path / ".git", common)
    repository.write_hooks(common / "hooks")
    (repository.path / ".git" / "commondir").write_text("../../common\n")


def name_remote_helpers(repository: HostileRepository) -> None:
    program = str(repository.program)
    (repository.path / ".gitmodules").write_text(
        f'[submodule "x"]\n\tpath = x\n\turl = ext::{program}\n\tupdate = !{program}\n\tignore = none\n'
    )
    commit = git(repository.path, "rev-parse", "HEAD").strip()
    git(repository.path, "update-index", "--add", "--cacheinfo", f"160000,{commit},x")
    git(repository.path, "commit", "--quiet", "--message=Add a submodule")
    repository.configure(
        ("remote.origin.url", f"ext::{program}"), ("remote.origin.vcs", "evil"), ("submodule.x.update", f"!{program}"),
        ("submodule.x.url", f"ext::{program}"), (f"url.ext::{program}.insteadOf", "https://"),
        ("submodule.active", "."),
    )  # fmt: skip


def include_by_condition(repository: HostileRepository) -> None:
    _set_attributes(repository, "filter=evil")
    included = repository.path / "settings"
    included.write_text(
        f'[filter "evil"]\n\tclean = {repository.program}\n[core]\n\tfsmonitor = {repository.program}\n'
    )
    repository.configure(("includeIf.gitdir:/.path", str(included)), ("includeIf.onbranch:**.path", str(included)))


def bring_a_template(repository: HostileRepository) -> None:
    """What a new repository begins with, such as the one of the snapshots: hooks, attributes and settings."""
    template = repository.path.parent / "template"
    repository.write_hooks(template / "hooks")
    (template / "info").mkdir()
    (template / "info" / "attributes").write_text("* filter=evil diff=evil\n")
    program = repository.program
    (template / "config").write_text(
        f'[filter "evil"]\n\tclean = {program}\n\tsmudge = {program}\n[core]\n\tfsmonitor = {program}\n'
    )
    repository.configure(("init.templateDir", str(template)))


def borrow_objects(repository: HostileRepository) -> None:
    """Objects of another repository, whose settings and whose list of references are programs."""
    other = make_shop(repository.path.parent / "lender")
    git(other, "config", "core.fsmonitor", str(repository.program))
    (repository.path / ".git" / "objects" / "info" / "alternates").write_text(f"{other}/.git/objects\n")
    repository.configure(
        ("core.alternateRefsCommand", str(repository.program)), ("gc.recentObjectsHook", str(repository.program)),
        ("core.useBuiltinFSMonitor", "true"), ("core.untrackedCache", "true"), ("feature.manyFiles", "true"),
    )  # fmt: skip


def give_names_for_options(repository: HostileRepository) -> None:
    """Names that are options, commands or sequences for a terminal."""
    for name in (b"\x1b]0;title\x07.txt", b"two\nlines", b"--output=canary", b"-rf", b"\xff\xfe", b"'; touch canary #"):
        Path(os.fsdecode(os.fsencode(repository.path) + b"/" + name)).write_text("x")
    git(repository.path, "add", "--all")
    git(repository.path, "commit", "--quiet", "--message=\x1b]0;title\x07 $(touch canary)")
    (repository.path / "--output=canary").write_text("y")


HOSTILE: tuple[Callable[[HostileRepository], None], ...] = (
    add_hooks, move_hooks, name_fsmonitor, clean_with_filter, filter_with_process, filter_from_info_attributes,
    filter_with_equals_sign, filter_from_included_file, filter_of_this_worktree, convert_with_textconv,
    diff_with_program, name_every_helper, filter_in_submodule, fetch_missing_objects, point_git_file_elsewhere,
    bring_snapshot_store, nest_a_repository, link_the_git_folder, share_a_common_folder, name_remote_helpers,
    include_by_condition, bring_a_template, borrow_objects, give_names_for_options, filter_snapshots,
)  # fmt: skip
