"""Real OpenCode servers for tests: installed from npm once, started on loopback, with a scripted model to answer.

A test asks for fixtures (`tests/conftest.py`); it never starts a server by hand:

    @pytest.mark.real
    async def test_a_prompt_is_answered(server: RealServer, project: Project, model: ScriptedModel) -> None:
        async with Client(server.url, directory=project.directory) as client:
            ...

`server`       a shared, running server; the test runs once on each of VERSIONS
`project`      a fresh git repository with an opencode.json that points at the scripted model; an instance of its own
`model`        the scripted model; `model.models_asked("some prompt")` tells which model this test's prompt went to
`own_server`   like `server`, for this test alone: may be stopped, killed and restarted on the same port
`start_server` a function `(version, password=None, project=None) -> RealServer` for everything else
`client`       a `Client` of `server` in the directory of `project`

The contract of the client (`tests/client/contract/`) holds on the server that comes with octui too.
`@pytest.mark.parametrize("server", [NEWEST], indirect=True)` keeps a test to one version; `own_server` likewise.
Everything is synchronous; `await asyncio.to_thread(server.restart)` keeps a test's loop running meanwhile.
Binaries live in `$OCTUI_TEST_CACHE/opencode-VERSION` (`~/.cache/octui-test` by default).
"""

import fcntl
import http.client
import itertools
import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from octui.server.orphans.watch import OrphanWatch

NEWEST = "1.18.33"
OLDEST = "1.1.58"
MIDDLE = "1.15.13"
"""Of the versions between the other two, one that describes itself; octui has no list of what it can do."""
MORE_VERSIONS = ("1.18.34", MIDDLE)
"""Those that `run.py test --servers all` adds."""
VERSIONS = (NEWEST, OLDEST, *(MORE_VERSIONS if os.environ.get("OCTUI_TEST_SERVERS") == "all" else ()))
FEW_MODELS: Final = Path(__file__).parents[1] / "fixtures" / "few_models.json"
"""A few providers with a model each: with all that it knows, OpenCode takes a second or two for each new directory."""
EMBEDDED = "embedded"
"""In the place of a version: the server that comes with octui."""

INSTALL_SECONDS = 300.0
START_SECONDS = 60.0
STOP_SECONDS = 10.0
ANSWER_SECONDS = 1.0
"""A starting server may accept a request and never answer it, so each try is short."""

_LEFTOVERS: Final = OrphanWatch()


class Unavailable(Exception):
    """No build of the wanted version can be had on this machine."""


@cache
def find_binary(version: str) -> Path:
    """The platform build of this version that runs here, installed from npm if need be."""
    root = Path(os.environ.get("OCTUI_TEST_CACHE") or Path.home() / ".cache" / "octui-test")
    folder = root / f"opencode-{version}"
    folder.mkdir(parents=True, exist_ok=True)
    # To ask a build for its version takes a second or two of processor time, which one process spends for all.
    tried = folder / ".runnable"
    with _only_one_process(folder / ".lock"):
        if tried.exists() and (known := folder / tried.read_text()).exists():
            return known
        if (found := _runnable(folder, version)) is None:
            _install(folder, version)
            found = _runnable(folder, version)
        if found is None:
            raise Unavailable(f"no build of opencode {version} runs on this machine")
        tried.write_text(str(found.relative_to(folder)))
    return found


class RealServer:
    """One `opencode serve` on a port of its own, with a HOME of its own."""

    def __init__(
        self,
        version: str,
        home: Path,
        password: str | None = None,
        directory: Path | None = None,
        models: Path | None = None,
    ) -> None:
        self.version = version
        self.home = home
        self.password = password
        self.models = models
        """A catalogue of models in place of the one that OpenCode brings."""
        self.directory = directory or home
        """Where it was started: the directory it serves when a request names none."""
        self.port = unused_port()
        self.log = home / "server.log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self) -> None:
        """Start it and wait until it answers; raises TimeoutError with the end of its log."""
        self.launch()
        self.wait_until_healthy()

    def launch(self) -> None:
        """Start it and do not wait: for tests of clients that arrive too early."""
        self.directory.mkdir(parents=True, exist_ok=True)
        command = [str(find_binary(self.version)), "serve", "--hostname", "127.0.0.1", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=self.directory,
                env=make_environment(self.home, self.password) | self._name_models() | mark_leftovers(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _name_models(self) -> dict[str, str]:
        return {"OPENCODE_MODELS_PATH": str(self.models)} if self.models is not None else {}

    def wait_until_healthy(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self.healthy():
            if time.monotonic() > deadline or not self.running:
                tail = self.log.read_text(errors="replace")[-2000:]
                raise TimeoutError(f"opencode {self.version} did not start:\n{tail}")
            time.sleep(0.05)

    def healthy(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        headers = {}
        if self.password is not None:
            headers["authorization"] = "Basic " + b64encode(f"opencode:{self.password}".encode()).decode()
        try:
            connection.request("GET", "/global/health", headers=headers)
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def trust_folder(self, directory: str) -> None:
        """Agree to everything the folder's files ask for; only octui's own server asks."""

    def dispose_instances(self) -> None:
        """Let go of the directories of earlier tests: each keeps watchers and timers that cost time until the end."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_SECONDS)
        try:
            connection.request("POST", "/global/dispose", headers={"content-length": "0"})
            connection.getresponse().read()
        finally:
            connection.close()

    def stop(self) -> int | None:
        """End it the way a terminal would, and everything it started; how it ended, as `Popen.returncode` has it."""
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, without a word to its clients."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stop it and start it again on the same port, with the same HOME."""
        self.stop()
        self.start()

    def freeze(self) -> None:
        """Leave its sockets open and silent until `thaw`."""
        os.killpg(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        os.killpg(self.pid, signal.SIGCONT)

    def _end(self, with_signal: signal.Signals) -> int | None:
        if self.process is None:
            return None
        for kind in (with_signal, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, kind)
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                continue
            except ProcessLookupError:
                self.process.wait(STOP_SECONDS)
            break
        ended = self.process.returncode
        self.process = None
        return ended


@dataclass(frozen=True)
class Project:
    """A git repository whose OpenCode configuration asks before bash, edits and fetches."""

    path: Path

    @property
    def directory(self) -> str:
        return str(self.path)


def make_project(path: Path, model_url: str) -> Project:
    """Create a repository with one commit; no two share a first commit, which is what names a project."""
    path = path.resolve()
    (path / "src").mkdir(parents=True)
    (path / "README.md").write_text("# Shop\n\nA small shop.\n")
    (path / "src" / "checkout.py").write_text(
        "def total(items: dict[str, int]) -> int:\n    return sum(items.values())\n"
    )
    (path / "opencode.json").write_text(json.dumps(make_configuration(model_url), indent=2))
    _git(path, "init", "--quiet", "--initial-branch=main")
    (path / ".git" / "info" / "exclude").write_text("opencode.json\n")
    _git(path, "add", "--all")
    _git(path, "commit", "--quiet", f"--message=Begin {path} {next(_project_numbers)}")
    return Project(path)


def make_configuration(model_url: str) -> dict[str, object]:
    """An opencode.json with two scripted models, the first with reasoning variants."""
    models = {
        "scripted": {
            "name": "Scripted",
            "tool_call": True,
            "reasoning": True,
            "limit": {"context": 200_000, "output": 32_000},
            "variants": {"low": {"reasoningEffort": "low"}, "high": {"reasoningEffort": "high"}},
        },
        "second": {"name": "Second Scripted", "tool_call": True, "limit": {"context": 100_000, "output": 8_000}},
    }
    provider = {
        "npm": "@ai-sdk/openai-compatible",
        "name": "Scripted",
        "options": {"baseURL": model_url, "apiKey": "none"},
        "models": models,
    }
    return {
        "$schema": "https://opencode.ai/config.json",
        "model": "scripted/scripted",
        "small_model": "scripted/scripted",
        "provider": {"scripted": provider},
        "permission": {"bash": "ask", "edit": "ask", "webfetch": "ask"},
        "share": "disabled",
        "autoupdate": False,
    }


def make_environment(home: Path, password: str | None = None) -> dict[str, str]:
    """The environment of a server that touches nothing outside `home` and asks nothing of the internet it need not."""
    _pretend_installed_plugins(home)
    foreign = ("OPENCODE", "XDG_", "OCTUI_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    kept |= {
        "HOME": str(home),
        "OPENCODE_DISABLE_AUTOUPDATE": "1",
        "OPENCODE_DISABLE_DEFAULT_PLUGINS": "1",
        "OPENCODE_DISABLE_LSP_DOWNLOAD": "1",
        "OPENCODE_DISABLE_MODELS_FETCH": "1",
    }
    if password is not None:
        kept["OPENCODE_SERVER_PASSWORD"] = password
    if shutil.which("rg") is None:
        kept["PATH"] = f"{kept['PATH']}{os.pathsep}{Path(__file__).parent / 'bin'}"
    return kept


def mark_leftovers() -> dict[str, str]:
    """What belongs into the environment of what must not go on when a run of tests is killed."""
    _LEFTOVERS.start_reaper()
    return _LEFTOVERS.mark_children()


def _pretend_installed_plugins(home: Path) -> None:
    """Make a HOME look as if the plugin library was installed there already.

    OpenCode installs `@opencode-ai/plugin` and what that needs into its configuration folder, in the background, and
    begins again with every directory until it is done: half a core for most of the life of a test's server.
    """
    folder = home / ".config" / "opencode"
    (folder / "node_modules" / "@opencode-ai" / "plugin").mkdir(parents=True, exist_ok=True)
    wanted = {"dependencies": {"@opencode-ai/plugin": "*"}}
    (folder / "package.json").write_text(json.dumps(wanted))
    (folder / "package-lock.json").write_text(json.dumps({"lockfileVersion": 3, "packages": {"": wanted}}))


_project_numbers = itertools.count(1)


def _install(folder: Path, version: str) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise Unavailable(f"npm is not on PATH, so opencode {version} cannot be installed")
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder)]
    # Some versions were published as builds for each platform only.
    builds = [f"opencode-{_name_platform()}{suffix}" for suffix in ("", "-baseline", "-musl")]
    try:
        installed = [
            subprocess.run([*command, f"{name}@{version}"], capture_output=True, text=True, timeout=INSTALL_SECONDS)
            for name in (["opencode-ai"] if _is_published("opencode-ai", version, npm) else builds)
        ]
    except subprocess.TimeoutExpired as failure:
        raise Unavailable(f"npm took over {INSTALL_SECONDS:.0f} s to install opencode {version}") from failure
    if all(each.returncode for each in installed):
        raise Unavailable(f"npm could not install opencode {version}: {installed[0].stderr.strip()}")


def _is_published(name: str, version: str, npm: str) -> bool:
    found = subprocess.run([npm, "view", f"{name}@{version}", "version"], capture_output=True, text=True, timeout=60)
    return found.stdout.strip() == version


def _name_platform() -> str:
    machine = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    return f"{platform.system().lower()}-{machine}"


def _runnable(folder: Path, version: str) -> Path | None:
    """npm brings builds for glibc and musl, with and without AVX2: take the first that says its version."""
    for candidate in sorted(folder.glob(f"node_modules/opencode-{_name_platform()}*/bin/opencode")):
        try:
            said = subprocess.run([candidate, "--version"], capture_output=True, text=True, timeout=30)
        except (OSError, subprocess.TimeoutExpired):
            continue
        if said.stdout.strip() == version:
            return candidate
    return None


@contextmanager
def _only_one_process(lock: Path) -> Iterator[None]:
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _git(path: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=path, check=True, capture_output=True)
