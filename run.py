#!/usr/bin/env python3
"""From a fresh clone to octui or its tests with nothing but Python: whatever is needed is installed into .venv.

python3 run.py [ARGUMENTS]         start octui; the arguments are octui's own
python3 run.py test [ARGUMENTS]    run the tests; the arguments are pytest's; --servers all adds versions of OpenCode
python3 run.py fast [ARGUMENTS]    run the tests that need neither a real OpenCode nor a terminal
python3 run.py soak [ARGUMENTS]    run the fuzzers with one seed after another: --seconds S --seed N --only NAME
python3 run.py check               check style, types, layers and code rules
python3 run.py shots               make the screenshots again
python3 run.py bench [ARGUMENTS]   measure
python3 run.py presets             write the table of models and prices again
python3 run.py keys                write the tables of keys again
python3 run.py settings            write docs/settings.md again
python3 run.py coverage            write docs/coverage.md again, and verify what it claims
python3 run.py parity              write docs/parity.md again, and verify what it claims
python3 run.py lock                pin the newest versions that pyproject.toml allows
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PROJECT = ROOT / "pyproject.toml"
CONSTRAINTS = ROOT / "constraints.txt"

CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
    ("python", "-m", "tools.code_rules"),
)
# Most of what the tests wait for are servers and terminals: two cores keep three workers busy. Each begins with another
# part of the tests, so that some wait while others compute.
WORKERS = ("-n", str(max(3, os.cpu_count() or 1)), "--dist", "worksteal")
MODULES = {
    "test": ("pytest", *WORKERS),
    "fast": ("pytest", "-n", "auto", "--dist", "worksteal", "-m", "not real and not slow"),
    "soak": ("tools.soak",),
    "shots": ("tools.screenshots",),
    "bench": ("tools.bench",),
    "presets": ("tools.model_presets",),
    "keys": ("tools.key_tables",),
    "settings": ("tools.settings_page",),
    "coverage": ("tools.coverage",),
    "parity": ("tools.parity",),
}
LOCK = ("uv", "pip", "compile", "--universal", "--no-header", "--no-annotate", "--python-version", "3.11")


def main(arguments):
    if sys.version_info < (3, 11):  # noqa: UP036  # a clear sentence is better than a traceback
        sys.exit("octui needs Python 3.11 or newer; this is {}.{}.".format(*sys.version_info))
    if arguments[:1] == ["check"]:
        install(development=True)
        os.chdir(ROOT)
        sys.exit(check())
    if arguments[:1] == ["lock"]:
        lock()
    if arguments[:1] == ["test"] and "--servers" in arguments[:-1]:
        at = arguments.index("--servers")
        os.environ["OCTUI_TEST_SERVERS"] = arguments[at + 1]
        arguments = arguments[:at] + arguments[at + 2 :]
    if arguments and arguments[0] in MODULES:
        install(development=True)
        os.chdir(ROOT)
        os.execv(PYTHON, [PYTHON, "-m", *MODULES[arguments[0]], *arguments[1:]])
    install(development=False)
    os.execv(PYTHON, [PYTHON, "-m", "octui", *arguments])


def check():
    """Run all checks side by side, as the types alone take longer than the rest; print what each has to say."""
    run = [subprocess.Popen([VENV / "bin" / tool, *rest], stdout=subprocess.PIPE, text=True) for tool, *rest in CHECKS]
    for checking in run:
        sys.stdout.write(checking.communicate()[0])
    return max(checking.returncode for checking in run)


def install(development):
    """Create .venv and fill it, unless that was done for exactly these pins."""
    pins = hashlib.sha256(PROJECT.read_bytes() + CONSTRAINTS.read_bytes() + sys.version.encode()).hexdigest()
    stamps = [VENV / "octui-development"] if development else [VENV / "octui-development", VENV / "octui"]
    if any(stamp.exists() and stamp.read_text() == pins for stamp in stamps) and PYTHON.exists():
        return
    sys.stderr.write("Installing octui{} into .venv …\n".format(" and its development tools" if development else ""))
    if subprocess.call([sys.executable, "-m", "venv", VENV], stdout=sys.stderr):
        sys.exit("Python could not create a virtual environment; on Debian and Ubuntu: apt install python3-venv")
    packages = ["--editable", ROOT, *(development_tools() if development else ())]
    pip = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--constraint", CONSTRAINTS]
    if subprocess.call([*pip, *packages]):
        sys.exit("pip could not install what octui needs; see its message above.")
    # pip compiles what it installs, but not an editable package: the first start would do it.
    subprocess.call([PYTHON, "-m", "compileall", "-q", ROOT / "octui"])
    stamps[-1].write_text(pins)


def lock():
    """Write constraints.txt: one set of versions for every Python and platform, which pip alone cannot resolve."""
    install(development=True)
    subprocess.check_call([PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "uv"])
    command = [VENV / "bin" / LOCK[0], *LOCK[1:], "--all-extras", "--group", "dev", "--quiet", "--upgrade"]
    sys.exit(subprocess.call([*command, "--output-file", CONSTRAINTS, PROJECT], cwd=ROOT))


def development_tools():
    """The group `dev`, read here because the pip that comes with Python 3.11 knows no dependency groups."""
    import tomllib  # older Pythons should reach the sentence that says they are too old

    return tomllib.loads(PROJECT.read_text())["dependency-groups"]["dev"]


if __name__ == "__main__":
    main(sys.argv[1:])
