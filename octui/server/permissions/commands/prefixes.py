"""What "always" remembers of a command: as many leading words as say what it does."""

from collections.abc import Sequence
from typing import Final

from octui.server.permissions.commands.interpreters import has_inline_program
from octui.server.permissions.commands.program_names import COMMAND_RUNNERS, get_program_name, list_names
from octui.server.permissions.commands.running_options import has_running_option
from octui.server.permissions.shell.syntax import ShellWord, SimpleCommand


def _count_words(count: int, *lines: str) -> dict[str, int]:
    return dict.fromkeys(list_names(*lines), count)


LEADING_WORDS: Final = {
    **_count_words(
        2,
        "apt apt-get bazel brew bun cargo cdk cf cmake composer consul crictl deno dnf docker docker-compose dotnet",
        "eksctl firebase flatpak flyctl git go gradle helm heroku hugo ip kind kubectl kustomize make mc minikube mix",
        "mongosh mvn mysql ng npm nvm nx openssl pip pip3 pipenv pnpm podman poetry psql pulumi pyenv rails rake rbenv",
        "redis-cli rustup serverless skaffold sls snap sst swift systemctl terraform tmux turbo ufw uv vault vercel",
        "volta wp yarn yum",
    ),
    **_count_words(
        3,
        "aws az doctl gcloud gh sfdx bun_run bun_x bun_create cargo_add cargo_run consul_kv deno_task docker_builder",
        "docker_compose docker_container docker_image docker_network docker_volume eksctl_create git_config git_remote",
        "git_stash git_worktree git_submodule ip_addr ip_link ip_netns ip_route kind_create kubectl_kustomize",
        "kubectl_rollout kubectl_config mc_admin npm_exec npm_x npm_init npm_create npm_run npm_run-script npm_view",
        "npm_config openssl_req openssl_x509 pnpm_dlx pnpm_create pnpm_exec pnpm_run podman_container podman_image",
        "podman_compose poetry_run pulumi_stack terraform_workspace terraform_state uv_run uv_pip uv_tool vault_auth",
        "vault_kv yarn_dlx yarn_create yarn_exec yarn_run go_run go_tool go_generate pipenv_run",
    ),
    **_count_words(4, "docker_compose_run docker_compose_exec podman_compose_run podman_compose_exec"),
}
"""How many leading words say what a command does, where the first alone does not; the longest beginning counts."""

RUNNING_SUBCOMMANDS: Final = list_names(
    "git_config git_bisect git_rebase git_submodule_foreach git_submodule--helper git_difftool git_mergetool git_alias",
    "git_filter-branch git_hook git_shell git_daemon git_http-backend git_web--browse docker_run docker_exec",
    "docker_compose_run docker_compose_exec docker-compose_run docker-compose_exec podman_run podman_exec kubectl_exec",
    "kubectl_run kubectl_debug ip_netns aws_ssm gcloud_compute gh_alias gh_extension uv_run poetry_run pipenv_run",
    "bundle_exec npm_explore yarn_node pnpm_node go_generate go_run cargo_run dotnet_run mix_run rails_runner",
    "rails_console terraform_console nix_run nix_develop conda_run rustup_run pyenv_exec rbenv_exec nvm_exec volta_run",
    "flatpak_run snap_run",
)
"""Subcommands that run whatever their arguments name."""


def build_always_pattern(command: SimpleCommand) -> str:
    """The pattern "always" would remember for this command; "" when no pattern means just this kind of command."""
    if command.uncertain or command.assignments or not command.words:
        return _build_exact_pattern(command.text)
    names = [word.raw for word in command.words]
    is_runner = get_program_name(command.words[0]) in COMMAND_RUNNERS or has_inline_program(command.words)
    if is_runner or has_running_option(command.words):
        return _build_exact_pattern(command.text)
    count = count_leading_words(names)
    leading = command.words[:count]
    if len(leading) < count or not all(_is_plain_word(word) for word in leading):
        return _build_exact_pattern(command.text)
    if any(" ".join(names[:length]) in RUNNING_SUBCOMMANDS for length in range(1, len(names) + 1)):
        return _build_exact_pattern(command.text)
    return " ".join(names[:count]) + " *"


def count_leading_words(names: Sequence[str]) -> int:
    for length in range(min(len(names), 3), 0, -1):
        if (count := LEADING_WORDS.get(" ".join(names[:length]))) is not None:
            return count
    return 1


def _is_plain_word(word: ShellWord) -> bool:
    return word.literal and not word.quoted and not word.raw.startswith("-")


def _build_exact_pattern(text: str) -> str:
    """The text as a pattern that matches only itself; "" when a character in it is a wildcard."""
    return "" if "*" in text or "?" in text else text
