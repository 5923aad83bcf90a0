"""How a project is tested, checked, built, started and installed, as far as its files tell."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from octui.server.agent.guide.manifests import parse_make_targets, parse_npm_scripts

READ_FIRST: Final = ("Makefile", "justfile", "package.json", "pyproject.toml")
"""Files whose contents decide, not only their presence."""

_SCRIPT_NAMES: Final[Mapping[str, Sequence[str]]] = {
    "test": ("test", "tests", "check", "unit"),
    "lint": ("lint", "check", "typecheck"),
    "format": ("format", "fmt", "prettier"),
    "build": ("build", "compile", "all"),
    "start": ("start", "dev", "run", "serve"),
    "install": ("install", "setup", "deps"),
}

_BY_FILE: Final[Mapping[str, Mapping[str, str]]] = {
    "Cargo.toml": {
        "test": "cargo test",
        "format": "cargo fmt",
        "lint": "cargo clippy",
        "build": "cargo build",
        "start": "cargo run",
        "install": "cargo fetch",
    },
    "go.mod": {
        "test": "go test ./...",
        "format": "go fmt ./...",
        "lint": "go vet ./...",
        "build": "go build ./...",
        "start": "go run .",
        "install": "go mod download",
    },
    "mix.exs": {"test": "mix test", "build": "mix compile", "start": "mix run", "install": "mix deps.get"},
    "deno.json": {"test": "deno test", "lint": "deno lint", "start": "deno task start"},
    "pom.xml": {"test": "mvn test", "build": "mvn package"},
    "gradlew": {
        "test": "./gradlew test",
        "lint": "./gradlew check",
        "build": "./gradlew build",
        "start": "./gradlew run",
    },
    "composer.json": {"test": "composer test", "install": "composer install"},
    "Gemfile": {"test": "bundle exec rake test", "install": "bundle install"},
    "Rakefile": {"test": "rake test"},
    "manage.py": {"test": "python3 manage.py test", "start": "python3 manage.py runserver"},
    "tox.ini": {"test": "tox"},
    "pyproject.toml": {"build": "python3 -m build", "install": "python3 -m pip install -e ."},
    "requirements.txt": {"install": "python3 -m pip install -r requirements.txt"},
    "docker-compose.yml": {"start": "docker compose up"},
    "main.py": {"start": "python3 main.py"},
    "app.py": {"start": "python3 app.py"},
}

_PYTEST_SIGNS: Final = ("pytest.ini", "conftest.py", "pyproject.toml", "setup.py", "setup.cfg", "tests/", "test/")


def choose_project_command(kind: str, top: Sequence[str], files: Mapping[str, str], below: Collection[str] = ()) -> str:
    """The command for `kind`, else an empty string.

    `top` are the entries of the root, folders with a slash at the end; `files` the texts of READ_FIRST by name;
    `below` the paths of all files. What the project itself names comes before what is usual in its language.
    """
    names = _SCRIPT_NAMES[kind]
    for file, runner in (("Makefile", "make"), ("justfile", "just")):
        targets = parse_make_targets(files.get(file, ""))
        if written := next((name for name in names if name in targets), ""):
            return f"{runner} {written}"
    if "package.json" in top and (command := _choose_node_command(kind, top, files.get("package.json", ""))):
        return command
    if command := _choose_python_command(kind, top, files.get("pyproject.toml", ""), below):
        return command
    return next((_BY_FILE[file][kind] for file in _BY_FILE if file in top and kind in _BY_FILE[file]), "")


def _choose_node_command(kind: str, top: Sequence[str], manifest: str) -> str:
    locks = {"pnpm-lock.yaml": "pnpm", "yarn.lock": "yarn", "bun.lock": "bun", "bun.lockb": "bun"}
    manager = next((locks[lock] for lock in locks if lock in top), "npm")
    if kind == "install":
        return f"{manager} install"
    scripts = dict(parse_npm_scripts(manifest))
    name = next((name for name in _SCRIPT_NAMES[kind] if name in scripts), "")
    # `npm init` writes this as a placeholder.
    if not name or "no test specified" in scripts[name]:
        return ""
    return f"{manager} {name}" if name in ("test", "start") and manager != "bun" else f"{manager} run {name}"


def _choose_python_command(kind: str, top: Sequence[str], pyproject: str, below: Collection[str]) -> str:
    prefix = "uv run " if "uv.lock" in top else "poetry run " if "poetry.lock" in top else ""
    if kind == "test" and "tox.ini" not in top and "manage.py" not in top:
        has_python = any(name.endswith((".py", "pyproject.toml", "setup.cfg")) for name in (*top, *below))
        if has_python and ("pytest" in pyproject or any(sign in top for sign in _PYTEST_SIGNS)):
            return f"{prefix}pytest" if prefix else "python3 -m pytest"
    if kind == "start":
        packages = [path.removesuffix("/__main__.py") for path in below if re.fullmatch(r"\w+/__main__\.py", path)]
        return f"{prefix}python3 -m {packages[0]}" if len(packages) == 1 else ""
    if kind == "format" and "[tool.black" in pyproject:
        return f"{prefix}black ."
    if kind == "format" and "[tool.ruff" in pyproject:
        return f"{prefix}ruff format ."
    if kind == "lint" and "[tool.ruff" in pyproject:
        return f"{prefix}ruff check ."
    if kind == "install" and prefix:
        return {"uv run ": "uv sync", "poetry run ": "poetry install"}[prefix]
    return ""
