"""What `octui serve` says of arguments that it does not know."""

import pytest

from octui.server.main import main


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--prot", "1"], "octui serve: No such option “--prot”. Did you mean “--port”?"),
        (["--port", "abc"], "octui serve: --port needs a number (0-65535), not “abc”"),
        (["--verbose"], "octui serve: No such option “--verbose”."),
        (["docs"], "octui serve: Unexpected argument “docs”."),
    ],
)
def test_one_line_names_the_option_as_typed(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err == f"{said}\n"
