"""The words the guide knows, by what they mean, in English, German, Spanish, French and Chinese.

Accents are left out, as people leave them out.
"""

from typing import Final

WORDS: Final = {
    "show": """
        show gimme lemme list print display see view give open read cat look tell get check
        zeig zeige zeigen liste auflisten anzeigen lies lese lesen offne offnen nenne
        muestra muestrame mostrar mostrarme leerme ensenarme decirme lista
        listar lee leer abre abrir ensename dime ver
        montre montrer affiche afficher lister lis lire ouvre ouvrir donne
        列出 显示 顯示 看看 查看 看 读取 阅读 读 打开 列一下
    """,
    "find": """
        find search grep locate suche such suchen finde finden busca buscar encuentra cherche chercher trouve trouver
        查找 搜索 寻找 找
    """,
    "what": """
        what whats wat wot hows which how welche welcher welches was wie worum que cual cuales como
        quel quels quelle quelles quoi qu comment
        什么 什麼 哪些 哪个 怎么 啥
    """,
    "where": "where wheres wo donde ou 哪里 哪儿 哪裡 哪",
    "who": "who whos whose wer quien quienes qui 谁",
    "when": "when wann cuando quand 什么时候 何时",
    "why": "why warum wieso weshalb pourquoi 为什么",
    "exists": "there any have has exist exists gibt tiene tengo hay 有",
    "contain": """
        called named namens llamado llamada nomme nommee appele
        contain contains containing mention mentions mentioning include includes including say says
        sagt dice dicen dit disent
        enthalten enthalt contienen contiene mencionan contiennent contient 包含 含有
    """,
    "run": """
        run running execute executing start launch try
        rerun fuhre fuhr ausfuhren starte starten lass lassen laufen ejecuta ejecutar corre correr
        lanza pasa lance lancer execute executer fais tourner 运行 運行 执行 跑
    """,
    "test": "test tests testing suite spec specs teste testfalle prueba pruebas 测试 測試",
    "outcome": """
        pass passes passing green ok working fail fails failing failed failure failures broken red wrong error errors
        laufen gehen fehl fehlschlagen fehlgeschlagen schlagen kaputt pasan
        funcionan falla fallan roto passent marchent
        echoue echouent 通过 失败
    """,
    "files": """
        file files tree structure estructura struktur aufbau 结构 layout content contents everything
        datei dateien archivo archivos fichero ficheros fichier fichiers inhalt contenido contenu
        文件 檔案 列表 内容
    """,
    "folder": "folder directory dir verzeichnis ordner carpeta directorio dossier repertoire 文件夹 目录",
    "folders": "folders directories dirs subfolders verzeichnisse carpetas directorios dossiers repertoires",
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
        use using calling used uses usage usages using call calls caller callers reference references referenced
        import imported imports benutzt verwendet aufgerufen genutzt usa usan usado usada llama
        utilise utilisee appele appelee 使用 用到 调用
    """,
    "delete": """
        delete remove erase losche loschen entferne entfernen borra borrar elimina eliminar supprime supprimer efface
        删除 删掉
    """,
    "changed": """
        modify edit change changed changes modified modification modifications new edited diff differences
        different touched
        geandert verandert anderungen neu anders cambios cambio cambiado cambiaste modificado
        change changement changements modifie modifications
        改变 改动 變化 变化 修改 改 更改 变
    """,
    "uncommitted": "uncommitted unstaged staged committed",
    "recent": """
        local recent zuletzt ultimamente recently latest last today newest heute hoy aujourd 今天
        letzte letzten letzter letztes neueste neuesten aktuelle
        ultimo ultima ultimos ultimas dernier derniere derniers dernieres 最新 最近 上次 最后
    """,
    "since": "since seit desde depuis 以来",
    "git": "git",
    "status": "status stand estado etat 状态",
    "commit": "commit",
    "commits": "commits history log logs verlauf historial historique 历史 提交 日志",
    "branch": "branch zweig rama branche 分支",
    "branches": "branches zweige ramas",
    "write": """
        wrote written write worked author authors contribute contributor contributors owner owns maintains made
        geschrieben autor escribio ecrit auteur 写
    """,
    "count": "many much count number viele wieviele cuantos cuantas combien 多少 几个",
    "lines": "line lines zeile zeilen linea lineas ligne lignes 行",
    "size": """
        longest longer shortest smallest big biggest large largest size sizes heaviest
        groß große großte großten großen grosse
        grande grandes tamano gros taille 最大 大小
    """,
    "long": "long lang largo",
    "first": "first top beginning erste ersten anfang primeras primeros premieres debut 前",
    "todo": "todo todos fixmes",
    "copy": "copy duplicate kopiere kopier kopieren copia copiar copie copier 复制 拷贝",
    "move": "move put verschiebe verschieb verschieben mueve mover deplace deplacer 移动 移到 移",
    "rename": "rename benenne benenn umbenennen renombra renombrar renomme renommer 重命名 改名",
    "make": "make create erstelle erstell erstellen erzeuge lege crea crear haz cree creer 创建 新建 建立",
    "build": "build compile compiles builds baue bauen compila compilar construye construire compiler 构建 编译",
    "lint": "lint linter linters linting typecheck typechecks checks syntax",
    "format": "format reformat formatter formatiere formatieren formatea formate formater 格式化",
    "install": "install installiere installieren instala instalar installe installer 安装",
    "installed": "installed available installiert instalado installe 安装了",
    "dependencies": """
        dependencies dependency deps packages requirements libraries abhangigkeiten pakete dependencias paquetes
        dependances paquets 依赖
    """,
    "version": "version versions 版本",
    "switch": "switch checkout wechsle wechseln wechsel 切换",
    "trunk": "main master develop dev trunk",
    "merge": "merge",
    "stash": "stash",
    "tags": "tags releases",
    "remotes": "remote remotes",
    "disk": "space disk disc drive festplatte disco disque speicherplatz espacio espace 磁盘",
    "memory": "memory ram",
    "processes": "processes",
    "executable": "executable runnable",
    "unpack": "unzip unpack extract untar",
    "compare": "compare vergleiche compara compare comparer 比较",
    "terms": "words",
    "docs": "documentation docs doc dokumentation doku documentacion 文档",
    "config": "config configuration konfiguration configuracion 配置",
}
FILLER_WORDS: Final = """
brief quick short word help most very really currently one ones same most other a about again all am an and are as at
be been can comments could did do does doing done entire every far for from had here i in inside into is it its just
left me my notes now of on or our please pls plz s so some t that the them these they this those to under end ends
ending into onto via if whether back going on happening everywhere anywhere string phrase stuff thing things u r
anything something anyone unit existing entire current actual us was we were whole will with work works you your
alle allen alles an auf aus zu zum um namen bitte da das dem den der des die diese diesem dieser dieses du ein eine
einen es habe haben hast hier hat ich im in ist kannst macht machen mal man mein meine meinen mich mir nach sich sind
steht und vom von war waren wird worden wurde wurden
al algun con de del el en es esta estan estas este esto estos favor fue fueron ha hace hacen han hizo la las lo los me
mi mis por para puedes se su sus todas todo todos tu un una unas unos y
a ai as avec c ce ces cet cette d dans de des du elle est et ete etait fait font il ici j je l la le les leur ma mes
moi mon nous on ont par peux plait pour s se ses son sont sur t te tes tous tout toutes tu un une vous y
把 将 的 了 一下 请 請 帮我 我 你 您 它 这个 这 那个 那 是 在 里 里面 中 所有 全部
吗 呢 和 做 单元 总共 一共 个 共 到 为 成 的
"""
LANGUAGES: Final = {
    "c": "c", "css": "css", "go": "go", "golang": "go", "html": "html", "java": "java", "javascript": "js",
    "js": "js", "json": "json", "kotlin": "kt", "kt": "kt", "lua": "lua", "markdown": "md", "md": "md",
    "perl": "pl", "php": "php", "py": "py", "python": "py", "rb": "rb", "rs": "rs", "ruby": "rb", "rust": "rs",
    "sh": "sh", "shell": "sh", "sql": "sql", "swift": "swift", "toml": "toml", "ts": "ts", "txt": "txt",
    "typescript": "ts", "yaml": "yaml", "yml": "yml",
}  # fmt: skip
"""How the files of a language end."""

FILE_ENDINGS: Final = frozenset(
    {*LANGUAGES.values(), "bak", "cfg", "csv", "env", "ini", "lock", "log", "orig", "pyc", "tmp", "txt", "xml"}
)

NUMBER_WORDS: Final = {
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
