"""Variables by which a program runs what their values name, or takes its settings from elsewhere."""

import re
from typing import Final

_ALWAYS: Final = (
    r"\w*(?:EDITOR|PAGER|ASKPASS|BROWSER)|\w+_RSH|VISUAL|MANOPT|LESS|LESSOPEN|LESSCLOSE|SHELL|TAR_OPTIONS|LD_\w+|DYLD_\w+"
    r"|GIT_(?:SSH|SSH_COMMAND|EXTERNAL_DIFF|PROXY_COMMAND|EXEC_PATH|TEMPLATE_DIR|CONFIG_?\w*|DIR|WORK_TREE"
    r"|ALLOW_PROTOCOL)"
    # Settings and modules of programs, and where these look for them.
    r"|HOME|XDG_CONFIG_(?:HOME|DIRS)|ZDOTDIR|INPUTRC|(?:VIM|EX|GVIM)INIT|MYVIMRC|VIM|VIMRUNTIME|NVIM_APPNAME|PSQLRC"
    r"|GCONV_PATH|TERMINFO\w*|OPENSSL_(?:CONF|MODULES|ENGINES)|GTK_(?:MODULES|PATH)|QT_PLUGIN_PATH|MAKEFILES|M4PATH"
    r"|KUBECONFIG|DOCKER_(?:HOST|CONFIG|CONTEXT)|AWS_(?:CONFIG|SHARED_CREDENTIALS)_FILE|CLOUDSDK_(?:CONFIG|PYTHON\w*)"
    r"|TF_CLI_(?:CONFIG_FILE|ARGS\w*)|ANSIBLE_\w+"
    # Code that interpreters load first.
    r"|PERL5(?:OPT|DB|SHELL)|RUBYOPT|RUBYSHELL|PYTHON(?:STARTUP|BREAKPOINT|INSPECT|HOME)|COVERAGE_PROCESS_START"
    r"|PYTEST_PLUGINS|LUA_INIT\w*|R_(?:PROFILE|ENVIRON)\w*|PHPRC|PHP_INI_SCAN_DIR|NODE_REPL_EXTERNAL_MODULE|BUN_OPTIONS"
    r"|BUN_INSPECT_PRELOAD|ERL_\w*(?:FLAGS|LIBS)|ELIXIR_ERL_OPTIONS|DOTNET_STARTUP_HOOKS|COR(?:ECLR)?_\w*PROFIL\w+"
    r"|RUSTC|(?:RUSTC|CARGO)_\w*(?:WRAPPER|RUSTC|RUNNER|LINKER)|CMAKE_(?:TOOLCHAIN_FILE|\w+_(?:COMPILER|LAUNCHER|LINKER))"
    # Where packages come from.
    r"|(?:PIP|UV)_\w*(?:INDEX|FIND_LINKS|CONFIG|CONSTRAINT)\w*|YARN_(?:YARN_PATH|RC_FILENAME)"
    r"|(?i:npm_config_(?:script_shell|shell|editor|git|userconfig|globalconfig|registry))"
)
_WITH_VALUES: Final = (
    r"(?:NODE_OPTIONS|(?i:npm_config_node_options))=.*-(?:r|-require|-import|-(?:experimental-)?loader)"
    r"|GOFLAGS=.*exec|G?N?U?MA?K?E?FLAGS=.*eval|\w*(?:JAVA|JDK|SBT|MAVEN|GRADLE|JVM)_?\w*OPT(?:ION)?S=.*agent"
    r"|PYTEST_ADDOPTS=.*(?:-[pco]|--(?:root|conf|import|override))"
    r"|\w*FLAGS=.*(?:plugin|linker|wrapper|specs|-B|-load|@)"
    r"|(?:CC|CXX|CPP|LD|AR|AS|FC|F77|NM|RANLIB|STRIP|LEX|YACC|MAKE)"
    r"=(?!['\"]?(?:ccache )?[\w-]*(?:cc|c\+\+|g\+\+|clang|clang\+\+|gcc|ar|ld|gfortran|make)(?:-[\d.]+)?['\"]?\Z)"
)
COMMAND_VARIABLES: Final = re.compile(rf"(?:(?:{_ALWAYS})\+?=|(?={_WITH_VALUES})\w+\+?=)(?P<value>.*)", re.DOTALL)
_HARMLESS_VALUES: Final = frozenset(
    {"", "cat", "true", ":", "less", "more", "-R", "-FRX", "-RFX", "/dev/null", "0", "1", "dumb"}
)


def is_command_variable(assignment: str) -> bool:
    """Whether a program may run what this assignment names, or load it."""
    found = COMMAND_VARIABLES.fullmatch(assignment)
    return found is not None and found["value"].strip("'\"") not in _HARMLESS_VALUES
