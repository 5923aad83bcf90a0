"""The words the guide knows, by what they mean, in English, German, Spanish, French and Chinese.

Accents are left out, as people leave them out; Chinese words are found without spaces between them.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

_WORDS: Final = {
    "show": """
        show list print display see view give open read cat look tell get check
        zeig zeige zeigen liste auflisten anzeigen lies lese lesen offne offnen nenne
        muestra muestrame mostrar mostrarme leerme ensenarme decirme lista listar lee leer abre abrir ensename dime ver
        montre montrer affiche afficher lister lis lire ouvre ouvrir donne
        列出 显示 顯示 看看 查看 看 读取 阅读 读 打开 列一下
    """,
    "find": """
        find search grep locate suche such suchen finde finden busca buscar encuentra cherche chercher trouve trouver
        查找 搜索 寻找 找
    """,
    "what": """
        what which how welche welcher welches was wie worum que cual cuales como
        quel quels quelle quelles quoi qu comment
        什么 什麼 哪些 哪个 怎么 啥
    """,
    "where": "where wo donde ou 哪里 哪儿 哪裡 哪",
    "who": "who whose wer quien quienes qui 谁",
    "when": "when wann cuando quand 什么时候 何时",
    "why": "why warum wieso weshalb pourquoi 为什么",
    "exists": "there any have has exist exists gibt tiene tengo hay 有",
    "contain": """
        contain contains containing mention mentions mentioning include includes including
        enthalten enthalt contienen contiene mencionan contiennent contient 包含 含有
    """,
    "run": """
        run running execute executing start launch try
        rerun fuhre fuhr ausfuhren starte starten lass laufen ejecuta ejecutar corre correr
        lanza pasa lance lancer execute executer fais tourner 运行 運行 执行 跑
    """,
    "test": "test tests testing suite spec specs teste testfalle prueba pruebas 测试 測試",
    "outcome": """
        pass passes passing green ok working fail fails failing failed failure failures broken red wrong error errors
        laufen gehen fehl fehlschlagen fehlgeschlagen schlagen kaputt pasan funcionan falla fallan roto passent marchent
        echoue echouent 通过 失败
    """,
    "files": """
        file files folder folders directory directories tree structure layout content contents everything
        datei dateien verzeichnis verzeichnisse ordner archivo archivos fichero ficheros carpeta carpetas directorio
        fichier fichiers dossier dossiers repertoire inhalt contenido contenu 文件 檔案 文件夹 目录 列表 内容
    """,
    "project": """
        project repo repository codebase code app application program package
        projekt anwendung programm proyecto codigo aplicacion programa programme projet depot logiciel 项目 代码 仓库
    """,
    "explain": """
        explain describe summarize summarise about overview tour summary introduction walkthrough understand
        erklare erklar erklaren beschreibe
        explica explicame describe resume explique decris 解释 说明 介绍 做什么的
    """,
    "function": """
        function functions method methods class classes funktion funktionen klasse klassen methode
        funcion funciones clase clases fonction fonctions classe 函数 类
    """,
    "define": """
        define defined defines definition declare declared declaration implemented implementation definiert definition
        computed calculated calculate compute handle handles handled stored set created made
        berechnet calculado calculada calcule calculee 计算
        deklariert definido definida definidos defini definie definit declare 定义 定義 声明 实现
    """,
    "use": """
        use using calling used uses usage usages using call called calls caller callers reference references referenced
        import imported imports benutzt verwendet aufgerufen genutzt usa usan usado usada llama
        utilise utilisee appele appelee 使用 用到 调用
    """,
    "delete": """
        delete remove erase losche loschen entferne entfernen borra borrar elimina eliminar supprime supprimer efface
        删除 删掉
    """,
    "changed": """
        change changed changes modified modification modifications new edited diff differences different touched
        geandert verandert anderungen neu anders cambios cambio cambiado cambiaste modificado
        change changement changements modifie modifications
        改变 改动 變化 变化 修改 改 更改 变
    """,
    "uncommitted": """
        uncommitted unstaged staged
        local recent zuletzt ultimamente recently latest last today newest heute hoy aujourd 今天
        letzte letzten letzter letztes neueste neuesten aktuelle
        ultimo ultima ultimos ultimas dernier derniere derniers dernieres 最新 最近 上次 最后
    """,
    "git": "git",
    "status": "status stand estado etat 状态",
    "commits": "commit commits history log logs verlauf historial historique 历史 提交 日志",
    "branch": "branch zweig rama branche 分支",
    "branches": "branches zweige ramas",
    "write": "wrote written write author authors contributor contributors owner owns maintains made geschrieben "
    "autor escribio ecrit auteur 写",
    "count": "many count number viele wieviele cuantos cuantas combien 多少 几个",
    "lines": "line lines zeile zeilen linea lineas ligne lignes 行",
    "size": """
        longest longer shortest smallest big biggest large largest size sizes heaviest
        groß große großte großten großen grosse
        grande grandes tamano gros taille 最大 大小
    """,
    "first": "first top beginning erste ersten anfang primeras primeros premieres debut 前",
    "todo": "todo todos fixmes",
    "docs": "documentation docs doc dokumentation doku documentacion 文档",
    "config": "config configuration konfiguration configuracion 配置",
}
_FILLER_WORDS: Final = """
brief quick short word help look most very really currently one ones same most other
a about again all am an and are as at be been can comments could did do does doing done entire every far for from had
here i in inside into is it its just left me my notes now of on or our please pls plz s should so some t that the them
these they this those to under
us was we were whole will with work works would you your
alle allen alles an auf aus bitte da das dem den der des die diese diesem dieser dieses du ein eine einen es habe haben
hast hier hat ich im in ist kannst macht machen mal man mein meine meinen mich mir nach sich sind steht und vom von war
waren wird worden wurde wurden
al algun con de del el en es esta estan estas este esto estos favor fue fueron ha hace hacen han hizo la las lo los me
mi mis por para puedes se su sus todas todo todos tu un una unas unos y
a ai as avec c ce ces cet cette d dans de des du elle est et ete etait fait font il ici j je l la le les leur ma mes moi
mon nous on ont par peux plait pour s se ses son sont sur t te tes tous tout toutes tu un une vous y
把 将 的 了 一下 请 請 帮我 我 你 您 它 这个 这 那个 那 是 在 里 里面 中 所有 全部 吗 呢 和 做 单元 总共 一共 个 共
"""
LANGUAGES: Final = {
    "c": "c", "css": "css", "go": "go", "golang": "go", "html": "html", "java": "java", "javascript": "js", "js": "js",
    "json": "json", "kotlin": "kt", "lua": "lua", "markdown": "md", "perl": "pl", "php": "php", "python": "py",
    "ruby": "rb", "rust": "rs", "shell": "sh", "sql": "sql", "swift": "swift", "toml": "toml", "ts": "ts",
    "typescript": "ts", "yaml": "yaml", "yml": "yml",
}  # fmt: skip
"""How the files of a language end."""

FILE_ENDINGS: Final = frozenset(
    {*LANGUAGES.values(), "bak", "cfg", "csv", "env", "ini", "lock", "log", "orig", "pyc", "tmp", "txt", "xml"}
)

FILLER: Final = ""
_MEANINGS: Final = {
    **dict.fromkeys(_FILLER_WORDS.split(), FILLER),
    **dict.fromkeys(LANGUAGES, "language"),
    **{word: meaning for meaning, words in _WORDS.items() for word in words.split()},
}
_NUMBER_WORDS: Final = {
    2: "two zwei dos deux",
    3: "three drei tres trois",
    4: "four vier cuatro quatre",
    5: "five funf cinco cinq",
    6: "six sechs seis",
    7: "seven sieben siete sept",
    8: "eight acht ocho huit",
    9: "nine neun nueve neuf",
    10: "ten zehn diez dix",
    20: "twenty zwanzig veinte vingt",
    50: "fifty",
    100: "hundred",
}
_NUMBERS: Final = {word: str(number) for number, words in _NUMBER_WORDS.items() for word in words.split()}
_CHINESE_NUMBERS: Final = "二三四五六七八九十"
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]+")
_LONGEST_CHINESE: Final = max(len(word) for word in _MEANINGS if _CHINESE.match(word))
_TOKEN: Final = re.compile(
    r"""(?P<quoted>"[^"\n]+"|“[^”\n]+”|`[^`\n]+`)|"""
    r"(?P<path>[@~.]?[\w./\\~-]*(?:/[\w./\\~-]*\w|\w\.[A-Za-z]\w{0,7})(?![\w(]))|"
    r"(?P<call>[A-Za-z_][\w.]*\(\))|(?P<chinese>[\u4e00-\u9fff]+)|(?P<word>[^\W\u4e00-\u9fff]+)"
)


_OTHER_SIGNS: Final = re.compile(r"[^\w\s.,;:!?¿¡，。！？、'’-]|(?<!\w)['’]|['’](?!\w)")
"""What is no part of a plain sentence, an apostrophe within a word is."""


class Token(NamedTuple):
    """A word; its meaning is a key of the table above, `path`, `call`, `number`, `name`, or `""` for a filler."""

    text: str
    meaning: str


def read_tokens(sentence: str) -> list[Token]:
    """The words of a sentence with what they mean; nothing for one that is not all words."""
    return list(_iterate_tokens(sentence)) if not _OTHER_SIGNS.search(_TOKEN.sub("x", sentence)) else []


def read_words(sentence: str, kind: str) -> list[str]:
    """The words of one kind, `path`, `call` or `quoted`, in any sentence."""
    found = (match for match in _TOKEN.finditer(sentence) if match.lastgroup == kind)
    return [match[0].strip('"“”`@').removesuffix("()") for match in found]


def _iterate_tokens(sentence: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(sentence):
        text = found[0]
        match found.lastgroup:
            case "quoted":
                yield Token(text[1:-1].removesuffix("()"), "name")
            case "path" | "call" as kind:
                yield Token(text.removeprefix("@").removesuffix("()"), kind)
            case "chinese":
                yield from _split_chinese(text)
            case _:
                plain = _strip_accents(text.lower())
                text = _NUMBERS.get(plain, text)
                is_name = text in ("TODO", "FIXME")
                meaning = "name" if is_name else _MEANINGS.get(plain, "name")
                yield Token(text, "number" if text.isdecimal() else meaning)


def _split_chinese(text: str) -> Iterator[Token]:
    """The longest known words from the left; what is not known stays one character."""
    while text:
        if text[0] in _CHINESE_NUMBERS:
            yield Token(str(_CHINESE_NUMBERS.index(text[0]) + 2), "number")
            text = text[1:]
            continue
        lengths = range(min(len(text), _LONGEST_CHINESE), 1, -1)
        length = next((length for length in lengths if text[:length] in _MEANINGS), 1)
        yield Token(text[:length], _MEANINGS.get(text[:length], "name"))
        text = text[length:]


def _strip_accents(word: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))
