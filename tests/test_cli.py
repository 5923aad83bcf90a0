import os
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from octui.cli import parse_command_line, run_command_line
from octui.config.options import Options
from octui.config.secret import Secret


@pytest.fixture(autouse=True)
def bare_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in ("OCTUI_SERVER", "OPENCODE_SERVER_PASSWORD", "OPENCODE_SERVER_USERNAME", "TEXTUAL_DRIVER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    kept, nothing = os.dup(0), os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    yield
    os.dup2(kept, 0)
    os.close(kept)
    os.close(nothing)


def parsed(*arguments: str) -> Options:
    options = parse_command_line.main(list(arguments), standalone_mode=False)
    assert isinstance(options, Options)
    return options


def refused(*arguments: str) -> str:
    with pytest.raises(click.UsageError) as refusal:
        parsed(*arguments)
    return refusal.value.format_message()


def test_nothing_means_here(tmp_path: Path) -> None:
    assert parsed() == Options(directory=tmp_path.resolve())


def test_the_official_names_are_understood(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    short = parsed("-c", "--fork", "-m", "openrouter/anthropic/claude", "--agent", "plan", "--prompt", "hi", "shop")
    long = parsed("shop", "--continue", "--fork", "--model=openrouter/anthropic/claude", "--agent=plan", "--prompt=hi")
    assert short == long
    assert short == Options(
        directory=(tmp_path / "shop").resolve(),
        continue_=True,
        fork=True,
        model="openrouter/anthropic/claude",
        agent="plan",
        prompt="hi",
    )
    assert parsed("-s", "ses_1").session == "ses_1"
    assert parsed("--theme", "nord").theme == "nord"


def test_a_directory_is_followed_to_where_it_really_is(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert parsed("link").directory == (tmp_path / "real").resolve()
    assert parsed("./real/../link/.").directory == (tmp_path / "real").resolve()


def test_no_directory_is_ever_entered(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    parsed("shop")
    parsed("attach", "localhost", "--dir", "shop")
    assert Path.cwd() == tmp_path.resolve()


def test_a_directory_whose_path_no_server_understands_is_refused(tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"caf\xe9")
    try:
        odd.mkdir()
    except OSError:
        pytest.skip("this file system has no such names")
    assert "its path is not UTF-8" in refused(str(odd))


def test_a_directory_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert refused("missing") == "No command or directory “missing”."
    assert refused("./serve") == "There is no directory ./serve."
    assert refused("file") == "file is not a directory."
    assert refused("file/deeper").startswith("file/deeper cannot be used:")
    assert refused("") == "The directory is empty."
    assert refused("a", "b") == "Name one directory, not 2: a, b."


def test_a_deleted_current_directory_is_reported_unless_it_is_not_needed(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    assert refused() == "The current directory no longer exists."
    assert parsed("attach", "localhost").server == "http://localhost:4096"


def test_both_ways_to_attach_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    attached = parsed("attach", "https://host/base/", "--dir", "/srv/shop")
    assert attached.server == "https://host/base"
    assert attached.server_directory == "/srv/shop"
    assert parsed("--server", "https://host/base/", "--dir", "/srv/shop") == attached
    assert parsed("--dir=/srv/shop", "attach", "https://host/base") == attached
    monkeypatch.setenv("OCTUI_SERVER", "https://host/base")
    assert parsed("--dir", "/srv/shop") == attached


def test_with_a_server_the_directory_is_the_servers_and_is_not_looked_for_here() -> None:
    assert parsed("--server", "host:1", "~/nowhere").server_directory == "~/nowhere"
    assert parsed("attach", "host:1", "sub/dir").server_directory == "sub/dir"
    assert refused("--server", "host:1", "a", "--dir", "b").startswith("A server works in one directory")


def test_an_empty_server_option_overrides_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTUI_SERVER", "http://host")
    assert parsed("--server", "").server is None
    monkeypatch.setenv("OCTUI_SERVER", "")
    assert parsed().server is None


@pytest.mark.parametrize(
    "typed", ["ssh://host", "http://", "host:port", "http://user:hunter2/x@host", "h?token=hunter2"]
)
def test_a_bad_address_is_refused_without_repeating_it(typed: str) -> None:
    assert "server address" in refused("attach", typed)
    assert "hunter2" not in refused("--server", typed)


def test_attach_needs_an_address() -> None:
    assert refused("attach") == "attach needs a server address, like http://host:4096."
    assert refused("attach", "") == "attach needs a server address, like http://host:4096."
    assert refused("attach", "-p", "http://host").startswith("The word after -p is read as the password")


def test_a_directory_called_attach_can_be_opened(tmp_path: Path) -> None:
    (tmp_path / "attach").mkdir()
    assert parsed("./attach").directory == (tmp_path / "attach").resolve()


def test_the_embedded_option_overrides_the_server_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not parsed().embedded
    assert parsed("--embedded").embedded
    monkeypatch.setenv("OCTUI_SERVER", "http://host")
    assert (parsed("--embedded").server, parsed("--embedded").embedded) == (None, True)
    assert refused("--embedded", "--server", "http://host").startswith(
        "--embedded starts a server; do not name another one"
    )
    assert refused("--embedded", "attach", "http://host").startswith(
        "--embedded starts a server; do not name another one"
    )


def test_dir_without_a_server_is_refused() -> None:
    assert refused("--dir", "/srv").startswith("--dir is a path on a server")


def test_fork_needs_something_to_fork() -> None:
    assert refused("--fork").startswith("--fork needs a session")
    assert parsed("--fork", "-s", "ses_1").fork


@pytest.mark.parametrize("model", ["claude", "/claude", "anthropic/", "", "/"])
def test_a_model_names_its_provider(model: str) -> None:
    assert "PROVIDER/MODEL" in refused("-m", model)


def test_a_session_id_looks_like_one() -> None:
    assert "ses_" in refused("-s", "2")
    assert refused("-s", "") == "-s needs a value."


def test_the_environment_signs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENCODE_SERVER_PASSWORD", "hunter2")
    monkeypatch.setenv("OPENCODE_SERVER_USERNAME", "bob")
    options = parsed()
    assert (options.username, options.password, options.warnings) == ("bob", Secret("hunter2"), ())
    assert parsed("-u", "eve").username == "eve"
    monkeypatch.setenv("OPENCODE_SERVER_PASSWORD", "")
    assert parsed().password is None


@pytest.mark.parametrize("arguments", [["-p", "hunter2"], ["-phunter2"], ["--password=hunter2"]])
def test_a_password_among_the_arguments_works_and_is_warned_of(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENCODE_SERVER_PASSWORD", "another")
    options = parsed(*arguments)
    assert options.password == Secret("hunter2")
    assert len(options.warnings) == 1
    assert "hunter2" not in repr(options)


def test_an_empty_password_is_refused() -> None:
    assert "empty password" in refused("-p", "")
    assert "empty password" in refused("--password=")


def test_a_password_in_the_address_is_taken_out_of_it_and_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENCODE_SERVER_PASSWORD", "another")
    options = parsed("attach", "http://bob:hunter%402@host:1")
    assert options.server == "http://host:1"
    assert (options.username, options.password) == ("bob", Secret("hunter@2"))
    assert len(options.warnings) == 1
    assert "hunter" not in repr(options)


def test_a_name_in_the_address_goes_with_the_password_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENCODE_SERVER_PASSWORD", "hunter2")
    options = parsed("attach", "http://bob@host:1")
    assert (options.username, options.password, options.warnings) == ("bob", Secret("hunter2"), ())


def test_an_argument_wins_over_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    options = parsed("attach", "http://bob:one@host:1", "-u", "eve", "-p", "two")
    assert (options.username, options.password) == ("eve", Secret("two"))


def test_a_blank_prompt_is_none() -> None:
    assert parsed("--prompt", "").prompt is None
    assert parsed("--prompt", " \n").prompt is None


def test_a_prompt_that_is_no_text_is_made_one() -> None:
    assert parsed("--prompt", os.fsdecode(b"say \xff")).prompt == "say \N{REPLACEMENT CHARACTER}"


def test_an_error_is_one_sentence_and_code_two(capfd: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["missing"]) == 2
    assert run_command_line(["--no-such-option"]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    first, second = err.splitlines()
    assert first == "octui: No command or directory “missing”."
    assert second.startswith("octui: No such option")


def test_without_a_terminal_octui_says_so_and_does_not_start(capfd: pytest.CaptureFixture[str]) -> None:
    assert run_command_line([]) == 2
    assert capfd.readouterr().err == (
        "octui: The screen needs an interactive terminal, and standard output is redirected. `octui run` and "
        "`octui --plain` work without one.\n"
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["sevre"], "serve"),
        (["server", "--port", "0"], "serve"),
        (["docter", "--json"], "doctor"),
        (["atach", "http://localhost:4096"], "attach"),
        (["Help"], "help"),
        (["verison"], "version"),
        (["help", "sevre"], "serve"),
    ],
)
def test_a_misspelt_command_names_the_nearest_one(
    typed: list[str], meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(typed) == 2
    word = typed[1] if typed[0] == "help" else typed[0]
    assert capsys.readouterr().err == f"octui: No command or directory “{word}”. Did you mean “octui {meant}”?\n"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["--modle", "x/y"], "No such option “--modle”. Did you mean “--model”?"),
        (["attach", "http://127.0.0.1:1", "--usrname", "me"], "No such option “--usrname”. Did you mean “--username”?"),
        (["-m"], "-m needs a value."),
        (["--log-level", "loud"], "--log-level takes debug, info, warn or error, not “loud”."),
        (["run", "--format", "yaml", "hi"], "--format takes text, default or json, not “yaml”."),
        (["export", "--fromat", "json"], "No such option “--fromat”. Did you mean “--format”?"),
        (["completion"], "octui completion needs one of bash, zsh or fish."),
        (["completion", "ksh"], "octui completion takes bash, zsh or fish, not “ksh”."),
        (["reset", "now"], "Unexpected: “now”."),
        (["auth", "login"], "“auth” is a command of opencode. In octui, /connect adds a provider's key."),
        (["models"], "“models” is a command of opencode. In octui, /models lists the models."),
        (["web"], "“web” is a command of opencode. Run “opencode web” for it."),
        (["fix the bug"], "No directory “fix the bug”. To send it as a prompt: octui run 'fix the bug'"),
        (["fix", "the", "bug"], "No directory “fix the bug”. To send it as a prompt: octui run 'fix the bug'"),
    ],
)
def test_a_mistake_is_answered_with_the_nearest_right_thing(
    typed: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(typed) == 2
    assert capsys.readouterr().err == f"octui: {said}\n"


def test_a_directory_named_like_a_command_of_opencode_is_opened(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    assert parsed("web").directory == tmp_path / "web"


def test_a_directory_with_a_similar_name_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "server").mkdir()
    (tmp_path / "help").mkdir()
    assert parsed("server").directory == tmp_path / "server"
    assert parsed("help").directory == tmp_path / "help"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["help"], "Usage: octui [OPTIONS] [DIR]"),
        (["help", "attach"], "Usage: octui attach [OPTIONS] URL [DIR]"),
        (["attach", "-h"], "Usage: octui attach [OPTIONS] URL [DIR]"),
        (["doctor", "--help"], "Usage: octui doctor"),
        (["version"], "octui "),
    ],
)
def test_each_command_has_its_own_help(words: list[str], expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(words) == 0
    assert capsys.readouterr().out.startswith(expected)


def test_an_error_names_the_option_as_it_was_typed() -> None:
    assert refused("-s", "") == "-s needs a value."
    assert refused("--session=") == "--session needs a value."
    assert refused("-m", "sonnet").startswith("-m takes PROVIDER/MODEL")
    assert refused("--model=sonnet").startswith("--model takes PROVIDER/MODEL")
    assert refused("--password=").startswith("--password was given an empty password")


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--mdns", "octui serve"),
        ("--port=4096", "octui serve"),
        ("--contnue", "--contnue"),
    ],
)
def test_an_option_octui_has_not_is_answered_with_what_stands_for_it(option: str, said: str) -> None:
    for command in ((), ("attach", "http://127.0.0.1:1")):
        refusal = refused(*command, option)
        assert option.partition("=")[0] in refusal
        assert said in refusal


@pytest.mark.parametrize("option", ["--auto", "--yolo", "--dangerously-skip-permissions"])
def test_auto_has_the_names_of_opencode_and_needs_the_screen(option: str) -> None:
    assert parsed(option).auto
    assert "line mode always asks" in refused(option, "--plain")


def test_logs_have_a_level_and_a_place() -> None:
    assert parsed("--print-logs", "--log-level", "debug").log_level == "DEBUG"
    assert parsed("--log-level=WARN").log_descriptor is None
    assert "loud" in refused("--log-level", "loud")


def test_opencode_route_names_what_is_opened_first(monkeypatch: pytest.MonkeyPatch) -> None:
    def open_route(route: str, *arguments: str) -> Options:
        monkeypatch.setenv("OPENCODE_ROUTE", route)
        return parsed(*arguments)

    assert open_route('{"type": "session", "sessionID": "ses_1"}').session == "ses_1"
    assert open_route('{"type": "session", "sessionID": "ses_1"}', "-s", "ses_2").session == "ses_2"
    assert open_route('{"type": "home"}').session is None
    for broken in ("{", "[]", '{"type": "session", "sessionID": 4}', '{"type": "plugin", "id": "x"}'):
        options = open_route(broken)
        assert options.session is None
        assert "OPENCODE_ROUTE" in options.warnings[0]
