import pytest

from octui.server.agent.guide.intents import FindDefinition, ReadNamedFile, RunScript, SmallTalk, ToolIntent
from octui.server.agent.guide.parser import parse_prompt, parse_sentence
from octui.server.agent.guide.phrasing import resolve_reference, resolve_repetition
from octui.server.agent.guide.spelling import normalize_spelling
from octui.server.agent.guide.suggestions import suggest_requests


@pytest.mark.parametrize(
    ("said", "tool", "arguments"),
    [
        ("list the files", "list", {}),
        ("whats in here", "list", {}),
        ("list files pls", "list", {}),
        ("wat files r here", "list", {}),
        ("show flies", "list", {}),
        ("what language is this written in", "list", {}),
        ("whats in pricing.py", "read", {"filePath": "pricing.py"}),
        ("whats inside shop/pricing.py", "read", {"filePath": "shop/pricing.py"}),
        ("where do we use RATES", "grep", {"pattern": r"\bRATES\b"}),
        ("wheres price", "grep", {"pattern": "price"}),
        ("serch for country", "grep", {"pattern": "country"}),
        ("grep for Decimal in shop", "grep", {"pattern": "Decimal", "path": "shop"}),
        ("find todo comments", "grep", {"pattern": "TODO|FIXME"}),
        ("any todos in this project", "grep", {"pattern": "TODO|FIXME"}),
        ("gti status", "bash", {"command": "git status"}),
        ("get rid of notes.md", "bash", {"command": "rm notes.md"}),
        ("修改了什么", "bash", {"command": "git status --short && git diff --stat HEAD"}),
        (
            "who changed pricing.py last",
            "bash",
            {"command": "git log -n 5 --date=short --format='%h %ad %an: %s' -- ':(top,glob)**/pricing.py'"},
        ),
        ("List files", "list", {}),
        ("please list all files", "list", {}),
        ("ls", "list", {}),
        ("show me what's in this folder", "list", {}),
        ("give me a tree of src", "list", {"path": "src"}),
        ("could you list everything in src", "list", {"path": "src"}),
        ("Liste alle Dateien im Ordner src auf", "list", {"path": "src"}),
        ("Peux-tu lister les fichiers ?", "list", {}),
        ("show the contents of src/app.py", "read", {"filePath": "src/app.py"}),
        ("find every TODO", "grep", {"pattern": "TODO"}),
        ("which files import json", "grep", {"pattern": r"\bjson\b"}),
        ('add a line "see docs" to the end of the readme', "bash", {"command": "printf '%s\\n' 'see docs' >> readme"}),
        ("Füge done am Ende von notes.txt hinzu", "bash", {"command": "printf '%s\\n' done >> notes.txt"}),
        ("在 notes.txt 末尾添加 done", "bash", {"command": "printf '%s\\n' done >> notes.txt"}),
        ("rename shop/cart.py to basket.py", "bash", {"command": "mv shop/cart.py shop/basket.py"}),
        ("move notes.txt to src/old.txt", "bash", {"command": "mv notes.txt src/old.txt"}),
        ("Benenne cart.py in korb.py um", "bash", {"command": "mv cart.py korb.py"}),
        ("把 a.py 重命名为 b.py", "bash", {"command": "mv a.py b.py"}),
        ("put notes.txt into a folder called old", "bash", {"command": "mkdir -p old && mv notes.txt old/"}),
        ("delete the docs folder", "bash", {"command": "rm -r docs"}),
        ("make a copy of a.py called b.py", "bash", {"command": "cp a.py b.py"}),
        ("create a branch called feature/x", "bash", {"command": "git switch -c feature/x"}),
        ("switch to the main branch", "bash", {"command": "git switch main"}),
        ("crée une branche essai", "bash", {"command": "git switch -c essai"}),
        (
            "commit everything with the message first try",
            "bash",
            {"command": "git add -A && git commit -m 'first try'"},
        ),
        ("push my changes to github", "bash", {"command": "git push"}),
        ("when was the last commit?", "bash", {"command": "git log --oneline -n 10"}),
        ("run shop/pricing.py", "bash", {"command": "python3 shop/pricing.py"}),
        ("what's the date today", "bash", {"command": "date"}),
        ("Welche Dateien haben sich geändert?", "bash", {"command": "git status --short && git diff --stat HEAD"}),
        ("Ersetze foo durch bar in a.py", "edit", {"filePath": "a.py", "oldString": "foo", "newString": "bar"}),
        ("把 a.py 里的 foo 换成 bar", "edit", {"filePath": "a.py", "oldString": "foo", "newString": "bar"}),
        ("Crea un archivo hola.txt que diga hola", "write", {"filePath": "hola.txt", "content": "hola\n"}),
        ('add a comment "slow" at the end of a.ts', "bash", {"command": "printf '%s\\n' '// slow' >> a.ts"}),
        ("show the last 3 commits", "bash", {"command": "git log --oneline -n 3"}),
        ("what did I change today", "bash", {"command": "git status --short && git diff --stat HEAD"}),
        ("Busca TODO en el código", "grep", {"pattern": "TODO"}),
        ("Suche nach tax im Projekt", "grep", {"pattern": "tax"}),
        ("cherche tax dans le code", "grep", {"pattern": "tax"}),
        ("把 notes.txt 删除", "bash", {"command": "rm notes.txt"}),
        ("find everything that mentions country", "grep", {"pattern": "country"}),
        ("append hello to notes.txt", "bash", {"command": "printf '%s\\n' hello >> notes.txt"}),
        ("rewrite foo to bar in README.md", "edit", {"filePath": "README.md", "oldString": "foo", "newString": "bar"}),
        ("Welche Dateien gibt es?", "list", {}),
        ("what is in this folder?", "list", {}),
        ("list the files in src", "list", {"path": "src"}),
        ("read README.md", "read", {"filePath": "README.md"}),
        ("Read the file src/checkout.py, please.", "read", {"filePath": "src/checkout.py"}),
        ("show me README.md", "read", {"filePath": "README.md"}),
        ("read @README.md", "read", {"filePath": "README.md"}),
        ("what's in src/app.py?", "read", {"filePath": "src/app.py"}),
        ("read src/app.py from line 10", "read", {"filePath": "src/app.py", "offset": 10}),
        ("read src/app.py lines 10-20", "read", {"filePath": "src/app.py", "offset": 10, "limit": 11}),
        ("run git status", "bash", {"command": "git status"}),
        ("run: echo hi; ls", "bash", {"command": "echo hi; ls"}),
        ("$ make test", "bash", {"command": "make test"}),
        ("run `ls -la`", "bash", {"command": "ls -la"}),
        ("could you run pytest -q", "bash", {"command": "pytest -q"}),
        ("find TODO", "grep", {"pattern": "TODO"}),
        ("search for total in src", "grep", {"pattern": "total", "path": "src"}),
        ('find "def total(" in src/checkout.py', "grep", {"pattern": "def total\\(", "path": "src/checkout.py"}),
        ("where is checkout?", "grep", {"pattern": "checkout"}),
        ("find files called *.py", "glob", {"pattern": "*.py"}),
        ("list all *.md files", "glob", {"pattern": "*.md"}),
        ("replace a with b in f.py", "edit", {"filePath": "f.py", "oldString": "a", "newString": "b"}),
        (
            'replace "small shop" with "big shop" in README.md',
            "edit",
            {"filePath": "README.md", "oldString": "small shop", "newString": "big shop"},
        ),
        (
            "replace all foo by bar in src/a.py",
            "edit",
            {"filePath": "src/a.py", "oldString": "foo", "newString": "bar", "replaceAll": True},
        ),
        ("write hello to notes.txt", "write", {"filePath": "notes.txt", "content": "hello\n"}),
        ("write 'one two' to a file called notes.txt", "write", {"filePath": "notes.txt", "content": "one two\n"}),
        ("create notes.txt with hello there", "write", {"filePath": "notes.txt", "content": "hello there\n"}),
        ("make me a new file todo.txt with buy milk", "write", {"filePath": "todo.txt", "content": "buy milk\n"}),
        ("create an empty text file called a.txt", "write", {"filePath": "a.txt", "content": ""}),
        (
            "add a file notes.md, with the text: one two",
            "write",
            {"filePath": "notes.md", "content": "one two\n"},
        ),
        ("erstelle eine neue Datei a.txt mit Hallo Welt", "write", {"filePath": "a.txt", "content": "Hallo Welt\n"}),
        ("escribe hola en notas.txt", "write", {"filePath": "notas.txt", "content": "hola\n"}),
        ("crée un fichier a.txt avec bonjour", "write", {"filePath": "a.txt", "content": "bonjour\n"}),
        ("新建文件 a.txt 内容是 你好", "write", {"filePath": "a.txt", "content": "你好\n"}),
        ("what is the biggest file", "bash", {"command": "git ls-files -z | xargs -0 du -ah | sort -rh | head"}),
        ("welche datei ist die größte", "bash", None),
        ("delegate list the files", "task", None),
        ("ask me something", "question", None),
        ("make a plan", "todowrite", None),
        ("make a plan for the release", "todowrite", None),
        ("show the todos", "todoread", {}),
        ("git status", "bash", {"command": "git status"}),
        ("git log --oneline -5", "bash", {"command": "git log --oneline -5"}),
        ("ls -la src", "bash", {"command": "ls -la src"}),
        ("CI=1 npm test", "bash", {"command": "CI=1 npm test"}),
        ("find . -name '*.py'", "bash", {"command": "find . -name '*.py'"}),
        ("./run.sh --fast", "bash", {"command": "./run.sh --fast"}),
        ("cat package.json", "read", {"filePath": "package.json"}),
        ("what changed?", "bash", {"command": "git status --short && git diff --stat HEAD"}),
        ("which files did you change", "bash", {"command": "git status --short && git diff --stat HEAD"}),
        ("show me the diff", "bash", {"command": "git diff HEAD"}),
        ("what branch am I on?", "bash", {"command": "git branch --show-current"}),
        ("delete 'it''s.txt'", "bash", {"command": """rm 'it'"'"''"'"'s.txt'"""}),
        ("rename a.py to b.py", "bash", {"command": "mv a.py b.py"}),
        ("how many lines does src/app.py have?", "bash", {"command": "wc -l src/app.py"}),
        ("explain src/app.py", "read", {"filePath": "src/app.py"}),
        ("who calls total?", "grep", {"pattern": "\\btotal\\b"}),
        ("where are the tests?", "glob", {"pattern": "*[tT]est*"}),
        ("how many files are there?", "list", {}),
        ("zeig mir die Dateien", "list", {}),
        ("suche nach TODO", "grep", {"pattern": "TODO"}),
        ("was hat sich geändert?", "bash", {"command": "git status --short && git diff --stat HEAD"}),
        ("lee el archivo README.md", "read", {"filePath": "README.md"}),
        ("¿qué ha cambiado?", "bash", {"command": "git status --short && git diff --stat HEAD"}),
        ("liste les fichiers dans src", "list", {"path": "src"}),
        ("montre-moi le fichier README.md", "read", {"filePath": "README.md"}),
        ("列出所有文件", "list", {}),
        ("读取 README.md", "read", {"filePath": "README.md"}),
        ("查找 TODO", "grep", {"pattern": "TODO"}),
        ("what files are in here", "list", {}),
        ("find all TODOs", "grep", {"pattern": "TODO|FIXME"}),
        ("count the lines of code", "bash", {"command": "git ls-files | xargs wc -l"}),
        ("list all python files", "glob", {"pattern": "**/*.py"}),
        ("are there any tests?", "glob", {"pattern": "*[tT]est*"}),
        ("Welche Tests gibt es?", "glob", {"pattern": "*[tT]est*"}),
        ("show me the first 5 lines of pricing.py", "read", {"filePath": "pricing.py", "offset": 1, "limit": 5}),
        ("who wrote this", "bash", {"command": "git shortlog --summary --numbered --email HEAD"}),
        ("borra hello.py", "bash", {"command": "rm hello.py"}),
        ("explique pricing.py", "read", {"filePath": "pricing.py"}),
        ("git 状态", "bash", {"command": "git status"}),
        ("where do we use json", "grep", {"pattern": r"\bjson\b"}),
        ("fetch https://example.com/x?y=1", "webfetch", {"url": "https://example.com/x?y=1", "format": "markdown"}),
        ("new file utils/money.py", "write", {"filePath": "utils/money.py", "content": ""}),
        ("where is the discount", "grep", {"pattern": "discount"}),
        ("whats changed since yesterday", "bash", {"command": "git log --oneline --stat --since yesterday"}),
        ("show commits from the last 3 days", "bash", {"command": "git log --oneline --stat --since '3 days ago'"}),
        ("show me the diff of cart.py", "bash", {"command": "git diff HEAD -- cart.py"}),
        ("revert cart.py", "bash", {"command": "git restore -- cart.py"}),
        ("what's in the last commit", "bash", {"command": "git show --stat HEAD"}),
        ("liste les branches", "bash", {"command": "git branch --all"}),
        ("go to main", "bash", {"command": "git switch main"}),
        ("Wer hat cart.py zuletzt geändert?", "bash", None),
        (
            "would you mind creating a.txt with the words good day in it?",
            "write",
            {"filePath": "a.txt", "content": "good day\n"},
        ),
        ("Would it be possible to rename a.txt to b.txt?", "bash", {"command": "mv a.txt b.txt"}),
        ("I would like to see lines 5 to 15 of main.py", "read", {"filePath": "main.py", "offset": 5, "limit": 11}),
        ("what's on line 12 of cart.py", "read", {"filePath": "cart.py", "offset": 12, "limit": 1}),
        ("explain the first ten lines of cart.py", "read", {"filePath": "cart.py", "offset": 1, "limit": 10}),
        ("Muéstrame las últimas 10 líneas de cart.py", "bash", {"command": "tail -n 10 cart.py"}),
        ("显示最后三个提交", "bash", {"command": "git log --oneline -n 3"}),
        ("please show me cart.py, i want read it", "read", {"filePath": "cart.py"}),
        ("is there a mistake in cart.py, could you have a look?", "read", {"filePath": "cart.py"}),
        ("can you look at this page: https://example.com", "webfetch", None),
        ("which version of Python do I have?", "bash", {"command": "python3 --version"}),
        ("check if python is installed", "bash", {"command": "command -v python3"}),
        ("how much disk space is left", "bash", {"command": "df -h ."}),
        ("make setup.sh executable", "bash", {"command": "chmod +x setup.sh"}),
        ("find files bigger than 1mb", "bash", {"command": "find . -type f -size +1M"}),
        ("Erstelle einen Ordner tests", "bash", {"command": "mkdir -p tests"}),
        ("把 notes.txt 复制到 docs/", "bash", {"command": "cp notes.txt docs/"}),
        ("delete all .pyc files", "bash", {"command": "find . -name '*.pyc' -not -path './.git/*' -delete -print"}),
        ("list hidden files", "bash", {"command": "ls -A"}),
        ("any TODOs left in src?", "grep", {"pattern": "TODO|FIXME", "path": "src"}),
        ("which files contain the word price", "grep", {"pattern": "price"}),
        ("is there a test for the cart?", "glob", None),
        ("show me everything in the tests folder", "list", {"path": "tests"}),
        ('change "Hello" in a.md to "Hi"', "edit", {"filePath": "a.md", "oldString": "Hello", "newString": "Hi"}),
        (
            "rename the function total to sum in cart.py",
            "edit",
            {"filePath": "cart.py", "oldString": "total", "newString": "sum"},
        ),
        ('remove the word "very" from a.md', "edit", {"filePath": "a.md", "oldString": "very", "newString": ""}),
        ("Suche das Wort Preis in allen Dateien", "grep", {"pattern": "Preis"}),
        ('Lege eine Datei a.txt mit dem Inhalt "x y" an', "write", {"filePath": "a.txt", "content": "x y\n"}),
        ("how many lines of python are there", "bash", {"command": "git ls-files '*.py' | xargs wc -l"}),
    ],
)
def test_a_plain_sentence_is_a_call(said: str, tool: str, arguments: dict[str, object] | None) -> None:
    meant = parse_sentence(said)
    assert isinstance(meant, ToolIntent)
    assert meant.tool == tool
    if arguments is not None:
        assert meant.arguments == arguments


@pytest.mark.parametrize(
    ("said", "about"),
    [
        ("help", "help"),
        ("Hello!", "hello"),
        ("cheers, great job", "thanks"),
        ("what can I type here?", "help"),
        ("which models can I use", "models"),
        ("switch to dark mode", "themes"),
        ("how do I quit this thing", "quit"),
        ("au revoir", "quit"),
        ("who are you?", "help"),
        ("are you an AI?", "help"),
        ("thanks", "thanks"),
        ("ok, thank you so much!", "thanks"),
        ("how do I quit?", "quit"),
        ("how do I get out of here", "quit"),
        ("exit", "quit"),
        ("how do I connect Claude?", "connect"),
        ("how can I use gpt-5 here?", "connect"),
        ("where do I enter my API key?", "connect"),
        ("undo that", "undo"),
        ("how do I take back the last change?", "undo"),
        ("how do I change the model?", "models"),
        ("change the theme to nord", "themes"),
        ("how do I attach an image?", "mention"),
        ("what shortcuts are there?", "keys"),
        ("how do I open a terminal", "terminal"),
        ("commit this", "commit"),
        ("stop", "stop"),
        ("danke", "thanks"),
        ("mach das rückgängig", "undo"),
        ("wie beende ich octui?", "quit"),
        ("wie kann ich Claude verbinden?", "connect"),
        ("gracias", "thanks"),
        ("¿cómo salgo de aquí?", "quit"),
        ("ayuda", "help"),
        ("merci beaucoup", "thanks"),
        ("comment quitter octui ?", "quit"),
        ("annule ça", "undo"),
        ("谢谢", "thanks"),
        ("that's great, cheers", "thanks"),
        ("do I need an api key", "connect"),
        ("is my code sent anywhere?", "privacy"),
        ("is this free?", "cost"),
        ("search the web for python decimal", "web"),
        ("怎么退出？", "quit"),
        ("撤销", "undo"),
        ("bring it back", "undo"),
        ("How do I save my work?", "commit"),
        ("what key opens the command palette?", "palette"),
        ("how much has this session cost so far", "spending"),
        ("allow all edits without asking", "auto-approve"),
        ("which MCP servers are connected?", "mcp servers"),
        ("where are my settings stored?", "settings"),
        ("what's the shortcut for a new session", "new session"),
        ("can I use this offline", "privacy"),
        ("I can't read the text, it's too small", "text size"),
        ("yes", "nothing waits"),
        ("what did you just do?", "history of tools"),
        ("what languages do you speak?", "languages"),
        ("Wie wechsle ich das Modell?", "models"),
        ("¿Cuánto cuesta esta sesión?", "cost"),
        ("comment annuler la dernière modification ?", "undo"),
        ("怎么更换主题？", "themes"),
    ],
)
def test_some_sentences_want_words(said: str, about: str) -> None:
    assert parse_sentence(said) == SmallTalk(about)


@pytest.mark.parametrize(
    ("said", "procedure"),
    [
        ("run the tests", RunScript("test")),
        ("is the build green", RunScript("test")),
        ("¿Puedes ejecutar las pruebas?", RunScript("test")),
        ("Kannst du die Tests ausführen?", RunScript("test")),
        ("请帮我运行测试", RunScript("test")),
        ("how do I run this?", RunScript("start")),
        ("where do we define price", FindDefinition("price")),
        ("I'd like to see the changelog", ReadNamedFile("changelog")),
        ("can you run the test suite please", RunScript("test")),
        ("how do I run the tests?", RunScript("test")),
        ("do the tests pass?", RunScript("test")),
        ("build the project", RunScript("build")),
        ("install the dependencies", RunScript("install")),
        ("start the app", RunScript("start")),
        ("führe die Tests aus", RunScript("test")),
        ("ejecuta las pruebas", RunScript("test")),
        ("lance les tests", RunScript("test")),
        ("运行测试", RunScript("test")),
        ("read the readme", ReadNamedFile("readme")),
        ("open README", ReadNamedFile("README")),
        ("what does the changelog say?", ReadNamedFile("changelog")),
        ("what does this project do?", ReadNamedFile("readme")),
        ("lies die README", ReadNamedFile("README")),
        ("where is add defined", FindDefinition("add")),
        ("find the definition of `Cart.total()`", FindDefinition("total")),
        ("wo ist add definiert?", FindDefinition("add")),
        ("¿dónde está definida add?", FindDefinition("add")),
        ("où est définie add ?", FindDefinition("add")),
        ("add在哪里定义？", FindDefinition("add")),
        ("runn teh tets", RunScript("test")),
        ("why does the test fail", RunScript("test")),
        ("what does Cart.total() do", FindDefinition("total", is_shown=True)),
        ("what does discount do", FindDefinition("discount", is_shown=True)),
        ("how does the Cart class work?", FindDefinition("Cart", is_shown=True)),
        ("was macht die Funktion total", FindDefinition("total", is_shown=True)),
        ("¿Qué hace discount?", FindDefinition("discount", is_shown=True)),
        ("explique la fonction total", FindDefinition("total", is_shown=True)),
        ("Was macht dieses Projekt?", ReadNamedFile("readme")),
        ("这个项目是做什么的", ReadNamedFile("readme")),
        ("give me a short tour of the code", ReadNamedFile("readme")),
        ("is there any documentation", ReadNamedFile("readme")),
        ("how does this thing work", SmallTalk("help")),
        ("can you connect to the internet", SmallTalk("web")),
        ("I need an api key?", SmallTalk("connect")),
        ("why is it asking me for permission", SmallTalk("permissions")),
        ("where do i put my openai api key", SmallTalk("connect")),
        ("take back the last change", SmallTalk("undo")),
        ("hello there, who are you?", SmallTalk("help")),
        ("run tets", RunScript("test")),
        ("can you do for me the tests running?", RunScript("test")),
        ("Could you check whether the tests pass?", RunScript("test")),
        ("are there any syntax errors", RunScript("lint")),
        ("format the code", RunScript("format")),
        ("does it build?", RunScript("build")),
        ("lance le programme", RunScript("start")),
        ("wheres the total computed", FindDefinition("total")),
        ("in which file is the function total?", FindDefinition("total")),
        ("I don't understand the function total, please explain it.", FindDefinition("total", is_shown=True)),
    ],
)
def test_some_sentences_take_several_steps(said: str, procedure: object) -> None:
    assert parse_prompt(said) == [procedure]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "why does test_checkout fail on CI?",
        "refactor the checkout module",
        "explain how this works to me like I am five",
        "write a function that adds two numbers",
        "fix the bug",
        "open the door",
        "make the tests pass",
        "git is broken, why?",
        "add an api-key check to the server",
        "change the color of the button to red",
        "stop the server from logging passwords",
        "close the file handle in app.py",
        "run the migration that Anna wrote",
        "use gemini to answer this",
        "update the readme",
        "add a test for pricing",
        "rename total to sum_total",
        "show the files to Anna and ask her",
        "delete that file",
        "what is in the box of the test that Anna wrote",
        "delete a.py; b.py",
    ],
)
def test_anything_else_is_not_understood(said: str) -> None:
    assert parse_prompt(said) == []


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("delete that file", "delete notes.md"),
        ("Open it, please", "Open notes.md, please"),
        ("is it safe", "is it safe"),
        ("delete it and the rest", "delete it and the rest"),
        ("change a to b in it.", "change a to b in notes.md."),
        ("rename it to b.md", "rename notes.md to b.md"),
    ],
)
def test_what_was_named_last_is_what_it_is_about(said: str, meant: str) -> None:
    assert resolve_reference(said, ["notes.md", "other.md"]) == meant
    assert resolve_reference(said, []) == said


def test_steps_are_done_when_all_of_them_are_understood() -> None:
    assert [
        step.tool for step in parse_prompt("list the files and then read README.md") if isinstance(step, ToolIntent)
    ] == [
        "list",
        "read",
    ]
    assert parse_prompt("list the files and then fix the bug") == []
    assert len(parse_prompt("read a.py\nread b.py")) == 2


@pytest.mark.parametrize(
    ("said", "like"),
    [
        ("show a.py and b.py", ["read a.py", "read b.py"]),
        ("replace x with y in a.py and b.py", ["replace x with y in a.py", "replace x with y in b.py"]),
        ("read a.py and run the tests", ["read a.py", "run the tests"]),
        ("run the linter and then the tests", ["run the linter", "run the tests"]),
        ("ejecuta las pruebas y luego muestra el README", ["run the tests", "muestra el README"]),
        ("Thank you! Now please read a.py", ["read a.py"]),
        ("good morning, can you list the files", ["list the files"]),
    ],
)
def test_one_prompt_may_ask_for_several_things(said: str, like: list[str]) -> None:
    assert parse_prompt(said) == [intent for request in like for intent in parse_prompt(request)]
    assert len(parse_prompt(said)) == len(like)


def test_a_request_can_be_repeated() -> None:
    assert resolve_repetition("try again", ["once more", "read a.py", "read b.py"]) == "read a.py"
    assert resolve_repetition("otra vez", ["read a.py"]) == "read a.py"
    assert resolve_repetition("try again", []) == "try again"
    assert resolve_repetition("read b.py again", ["read a.py"]) == "read b.py again"


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("fix the bug in cart.py", "read cart.py"),
        ("rename total to subtotal", "replace total with subtotal everywhere"),
        ("install requests", "run pip install requests"),
        ("make the tests pass", "run the tests"),
    ],
)
def test_what_takes_a_model_is_answered_with_the_nearest_requests(said: str, instead: str) -> None:
    assert instead in suggest_requests(said)
    assert parse_prompt(instead)


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("are you claude?", "help"),
        ("cheers mate", "thanks"),
        ("can i use vim keys", "vim"),
        ("whats a subagent", "subagent"),
        ("whats the key for the palette", "palette"),
        ("discard my changes", "undo"),
        ("how do i open the diff", "diff"),
        ("how do i search", "browse files"),
        ("where are the settings", "settings"),
        ("Oh no, I did not want that. Can you bring it back?", "undo"),
    ],
)
def test_questions_about_octui_are_understood_as_they_are_typed(said: str, topic: str) -> None:
    assert parse_prompt(said) == [SmallTalk(topic)]


@pytest.mark.parametrize(
    "said", ["fix the text on the best node", "rest here", "port the host code", "where does it lost time"]
)
def test_words_that_only_look_like_a_slip_stay_as_they_are(said: str) -> None:
    assert normalize_spelling(said) == said
