import pytest

from octui.server.agent.guide.project_scripts import choose_project_command


@pytest.mark.parametrize(
    ("kind", "top", "files", "command"),
    [
        ("test", ["Makefile", "package.json"], {"Makefile": "build:\n\tcc\ntest: build\n\t./t\n"}, "make test"),
        ("test", ["package.json"], {"package.json": '{"scripts": {"test": "vitest"}}'}, "npm test"),
        ("test", ["package.json", "pnpm-lock.yaml"], {"package.json": '{"scripts": {"test": "x"}}'}, "pnpm test"),
        (
            "test",
            ["package.json"],
            {"package.json": '{"scripts": {"test": "echo \\"Error: no test specified\\""}}'},
            "",
        ),
        ("test", ["package.json"], {"package.json": "{broken"}, ""),
        ("start", ["package.json"], {"package.json": '{"scripts": {"dev": "vite"}}'}, "npm run dev"),
        ("install", ["package.json", "yarn.lock"], {}, "yarn install"),
        ("test", ["pyproject.toml", "tests/"], {"pyproject.toml": ""}, "python3 -m pytest"),
        ("test", ["pyproject.toml", "uv.lock"], {"pyproject.toml": "[tool.pytest.ini_options]"}, "uv run pytest"),
        ("lint", ["pyproject.toml"], {"pyproject.toml": "[tool.ruff]"}, "ruff check ."),
        ("test", ["Cargo.toml", "src/"], {}, "cargo test"),
        ("build", ["go.mod"], {}, "go build ./..."),
        ("test", ["manage.py", "app.py"], {}, "python3 manage.py test"),
        ("test", ["README.md", "src/"], {}, ""),
    ],
)
def test_a_command_is_found_in_what_the_project_says(
    kind: str, top: list[str], files: dict[str, str], command: str
) -> None:
    assert choose_project_command(kind, top, files) == command


def test_tests_of_python_in_folders_need_no_manifest() -> None:
    top = ["README.md", "shop/", "tests/"]
    assert choose_project_command("test", top, {}, ["tests/test_a.py"]) == "python3 -m pytest"
    assert choose_project_command("test", top, {}) == ""


def test_a_python_package_that_can_be_run_is_started() -> None:
    below = ["shop/__init__.py", "shop/__main__.py", "docs/old/__main__.py"]
    assert choose_project_command("start", ["shop/"], {}, below) == "python3 -m shop"
