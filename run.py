#!/usr/bin/env python3
"""From a fresh clone to octui or to its tests, with nothing but Python: what is needed is installed into .venv.

python3 run.py [ARGUMENTS]         start octui; the arguments are octui's own
python3 run.py test [ARGUMENTS]    run the tests; the arguments are pytest's
python3 run.py check               look at style, types and layers
python3 run.py shots               make the screenshots again
python3 run.py bench [ARGUMENTS]   measure
python3 run.py presets             write anew what is known of models
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

CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
)
MODULES = {
    "test": ("pytest", "-n", "auto"),
    "shots": ("tests.shots",),
    "bench": ("tests.bench",),
    "presets": ("tests.presets",),
}


def main(arguments):
    if sys.version_info < (3, 11):  # noqa: UP036  # whoever has an older one should be told, not shown a traceback
        sys.exit("octui needs Python 3.11 or newer; this is {}.{}.".format(*sys.version_info))
    if arguments[:1] == ["check"]:
        install(development=True)
        os.chdir(ROOT)
        sys.exit(max(subprocess.call([VENV / "bin" / tool, *rest]) for tool, *rest in CHECKS))
    if arguments and arguments[0] in MODULES:
        install(development=True)
        os.chdir(ROOT)
        os.execv(PYTHON, [PYTHON, "-m", *MODULES[arguments[0]], *arguments[1:]])
    install(development=False)
    os.execv(PYTHON, [PYTHON, "-m", "octui", *arguments])


def install(development):
    """Make .venv and fill it, unless that was done for this very pyproject.toml."""
    made_for = hashlib.sha256(PROJECT.read_bytes() + sys.version.encode()).hexdigest()
    stamps = [VENV / "octui-development"] if development else [VENV / "octui-development", VENV / "octui"]
    if any(stamp.exists() and stamp.read_text() == made_for for stamp in stamps) and PYTHON.exists():
        return
    sys.stderr.write("Installing octui{} into .venv …\n".format(" and its tools" if development else ""))
    if subprocess.call([sys.executable, "-m", "venv", VENV], stdout=sys.stderr):
        sys.exit("Python could not make a virtual environment; on Debian and Ubuntu: apt install python3-venv")
    wanted = ["--editable", ROOT, *(development_tools() if development else ())]
    if subprocess.call([PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", *wanted]):
        sys.exit("pip could not install what octui needs; what it said is above.")
    stamps[-1].write_text(made_for)


def development_tools():
    """The group `dev`, read here because the pip that comes with Python 3.11 knows no dependency groups."""
    import tomllib  # older Pythons are to reach the sentence that says they are too old

    return tomllib.loads(PROJECT.read_text())["dependency-groups"]["dev"]


if __name__ == "__main__":
    main(sys.argv[1:])
