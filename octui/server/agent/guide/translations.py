"""The commonest requests in German, Spanish, French and Chinese; the guide answers them in English."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from octui.server.agent.guide.intents import (
    QUOTED,
    Intent,
    IntentRule,
    build_command,
    build_definition_intent,
    build_list_intent,
    build_read_intent,
    build_run_intent,
    build_script,
    build_search_intent,
    build_small_talk,
)

_OPENING: Final = (
    r"(?:(?:bitte|kannst du|könntest du|kannst du mir|würdest du|ich möchte|por favor|puedes|podrías|me puedes|quiero|"
    r"s['’]il (?:te|vous) pla[iî]t|peux[- ]tu|pourrais[- ]tu|pouvez[- ]vous|tu peux|je veux|"
    r"请|請|请帮我|帮我|你能|能不能|可以)"
    r"(?:[,:]?\s+|(?<=[请請我能以])))*"
)
"""Polite words before a request, as `can you` in English."""

_END: Final = r"(?:,?\s*(?:bitte|por favor|s['’]il (?:te|vous) pla[iî]t))?[.!?¿¡。！？\s]*$"
_WHAT: Final = rf"(?P<what>{QUOTED}|.+?)"
_PATH: Final = rf"(?P<path>{QUOTED}|[^\s，。]+?)"

_BUILDERS: Final[Mapping[str, Callable[[re.Match[str]], Intent | None]]] = {
    "help": build_small_talk("help"),
    "hello": build_small_talk("hello"),
    "thanks": build_small_talk("thanks"),
    "quit": build_small_talk("quit"),
    "connect": build_small_talk("connect"),
    "undo": build_small_talk("undo"),
    "test": build_script("test"),
    "changes": build_command("git status --short && git diff --stat HEAD"),
    "list": build_list_intent,
    "define": build_definition_intent,
    "read": build_read_intent,
    "find": build_search_intent,
    "run": build_run_intent,
}
"""In the order in which they are tried: the general ones come last."""

_GERMAN: Final = {
    "help": r"hilfe|was kannst du(?: alles)?(?: machen| tun)?|wer bist du|was ist das(?: hier)?",
    "hello": r"hallo|guten (?:tag|morgen|abend)|moin|servus|grüezi|grüß (?:dich|gott)",
    "thanks": r"danke(?: (?:schön|sehr|dir))?|vielen dank|besten dank|super|prima",
    "quit": r"tschüss|tschüß|ciao|wie (?:beende|verlasse|schließe) ich .*|wie kann ich (?:.* )?(?:beenden|verlassen|"
    r"schließen)|beenden|"
    r"wie komme ich (?:hier )?(?:wieder )?raus|wie beendet man .*",
    "connect": r"wie (?:verbinde|nutze|benutze|verwende|kann|richte|füge|melde) ich .*|(?:verbinde?|"
    r"verbinden)(?: .*)?",
    "undo": r"(?:mach(?:e)? )?(?:das |es |die letzte änderung )?(?:wieder )?rückgängig(?: machen)?",
    "test": r"(?:führe?|starte?|lass)(?: bitte)?(?: mal)?(?: die| alle)* tests?(?: aus| laufen)?(?: bitte)?|"
    r"(?:alle |die )*tests? (?:ausführen|starten|laufen lassen)|"
    r"teste(?: das projekt| es)?|laufen die tests",
    "changes": r"was (?:hat sich|wurde|ist) (?:alles )?(?:geändert|verändert|neu|anders)|(?:zeig(?:e)?|"
    r"zeig mal)(?: mir)?(?: die| alle)* änderungen|"
    r"welche (?:dateien .*(?:geändert|verändert|neu)|änderungen .*).*",
    "list": r"(?:zeig(?:e)?|liste|nenne)(?: mir)?(?: bitte)?(?: mal)?(?: alle| die)* (?:dateien|verzeichnisse?|"
    r"ordner)(?: auf)?(?: (?:in|im|aus)(?: (?:ordner|verzeichnis))? (?P<where>\S+?))?(?: auf)?|"
    r"(?:alle )?dateien (?:auflisten|anzeigen)|welche dateien (?:gibt es|sind)(?: hier)?(?: drin)?|"
    r"was ist (?:hier|in diesem (?:ordner|projekt))(?: drin)?",
    "define": rf"wo (?:ist|wird|steht)(?: die (?:funktion|klasse|methode))? (?P<name>{QUOTED}|"
    rf"\S+?)(?: (?:definiert|deklariert|implementiert))?",
    "read": rf"(?:lies|lese|öffne|zeig(?:e)?)(?: mir)?(?: bitte)?(?: mal)?(?: die| das|"
    rf" den)?(?: datei)? {_PATH}(?: (?:vor|an|lesen))?",
    "find": rf"(?:finde?|suche?)(?: mir)?(?: bitte)?(?: nach| alle)? {_WHAT}(?: in (?P<where>\S+?))?",
    "run": r"(?:führe|führ|starte)(?: bitte)?(?: mal)? (?P<command>.+?)(?: aus)?",
}

_SPANISH: Final = {
    "help": r"ayuda|qué (?:puedes|sabes) hacer|quién eres|qué eres",
    "hello": r"hola|buen(?:os|as) (?:días|tardes|noches)|buenas",
    "thanks": r"(?:muchas |mil )?gracias|genial|perfecto",
    "quit": r"adiós|hasta luego|chao|cómo (?:(?:puedo |se )?(?:salir|cerrar)|salgo|cierro|se sale)(?: .*)?|salir|"
    r"cerrar",
    "connect": r"cómo (?:puedo |se )?(?:conect|us|configur|añad|agreg)\w* .*|conectar(?: .*)?",
    "undo": r"deshaz(?:lo)?(?: (?:eso|esto|lo último|el último cambio))?|deshacer(?: .*)?|revertir(?: .*)?",
    "test": r"(?:ejecut|corr|lanz|pas)\w*(?: todas| todos)?(?: los| las)? (?:tests?|pruebas)|prueba el proyecto|"
    r"(?:pasan|funcionan) (?:los tests|las pruebas)",
    "changes": r"qué (?:ha cambiado|cambió|se ha cambiado|cambios hay|hay de nuevo)|(?:muestra|muéstrame|ver|"
    r"enséñame)(?: todos)?(?: los)? cambios",
    "list": r"(?:lista|listar|listame|lístame|muestra|muéstrame|mostrar|enséñame|"
    r"ver)(?: todos)?(?: los)? (?:archivos|ficheros)(?: (?:en|de|del) (?P<where>\S+?))?|"
    r"qué (?:archivos|ficheros) (?:hay|tengo)(?: aquí)?|qué hay aquí",
    "define": rf"dónde (?:está|se)(?: definid[oa]| define| declara)?(?: la (?:función|clase)|"
    rf" el método)? (?P<name>{QUOTED}|\S+?)(?: (?:definid[oa]|declarad[oa]))?",
    "read": rf"(?:lee|leer|léeme|abre|abrir|muestra|muéstrame|enséñame)(?: el| la)?(?: archivo| fichero)? {_PATH}",
    "find": rf"(?:busca|buscar|encuentra|búscame) {_WHAT}(?: en (?P<where>\S+?))?",
    "run": r"(?:ejecuta|ejecutar|corre|lanza) (?P<command>.+)",
}

_FRENCH: Final = {
    "help": r"aide(?:[- ]moi)?|que (?:peux[- ]tu|sais[- ]tu)(?: faire)?|qu['’]est-ce que tu (?:peux|sais) faire|"
    r"qui es[- ]tu",
    "hello": r"bonjour|bonsoir|salut|coucou",
    "thanks": r"merci(?: (?:beaucoup|bien))?|super|parfait|génial",
    "quit": r"au revoir|à bientôt|comment (?:(?:je |puis-je |on |peut-on )?(?:quitt|ferm|sort)\w*|sortir)(?: .*)?|"
    r"quitter(?: .*)?|sortir",
    "connect": r"comment (?:je |puis-je |on |peut-on )?(?:connect|utilis|configur|ajout)\w* .*|connecter(?: .*)?",
    "undo": r"annule[rz]?(?: (?:ça|cela|la dernière modification|tout))?|défais(?: ça)?|reviens en arrière",
    "test": r"(?:lance|exécute|execute|lancer|exécuter|fais tourner|fais passer)[rz]?(?: tous)?(?: les)? tests?|"
    r"teste le projet|(?:est-ce que )?les tests passent(?:-ils)?",
    "changes": r"qu['’]est[- ]ce qui a (?:changé|été modifié)|qu['’]a[- ]t[- ]on changé|"
    r"quels? (?:sont les )?changements?|"
    r"(?:montre|affiche)(?:[- ]moi)?(?: tous)?(?: les)? (?:changements|modifications)",
    "list": r"(?:liste|lister|montre|affiche|afficher)(?:[- ]moi)?(?: tous)?(?: les)? fichiers(?: (?:dans|de|"
    r"du) (?P<where>\S+?))?|"
    r"quels (?:sont les )?fichiers(?: .*)?|qu['’]y a[- ]t[- ]il ici",
    "define": rf"où (?:est|se trouve)(?: définie?)?(?: la (?:fonction|classe|méthode))? (?P<name>{QUOTED}|"
    rf"\S+?)(?: (?:définie?|déclarée?))?",
    "read": rf"(?:lis|lire|ouvre|ouvrir|montre|affiche)(?:[- ]moi)?(?: le| la)? ?(?:l['’])?(?:fichier )?{_PATH}",
    "find": rf"(?:cherche|chercher|trouve|trouver|recherche) {_WHAT}(?: dans (?P<where>\S+?))?",
    "run": r"(?:lance|lancer|exécute|execute|exécuter) (?P<command>.+)",
}

_CHINESE: Final = {
    "help": r"帮助|幫助|你能(?:做|干|幹)(?:什么|什麼|啥)|你会(?:什么|做什么)|你是(?:谁|誰)|怎么用|如何使用",
    "hello": r"你好(?:吗|啊)?|您好|嗨|哈喽|早上好|晚上好",
    "thanks": r"(?:谢谢|謝謝|多谢|感谢|非常感谢)(?:你|您)?(?:了)?",
    "quit": r"(?:怎么|怎麼|如何|怎样)(?:才能)?(?:退出|关闭|離開|离开).*|退出|关闭",
    "connect": r"(?:怎么|怎麼|如何|怎样)(?:才能)?(?:连接|連接|使用|接入|配置|添加).*|连接.*",
    "undo": r"(?:撤销|撤銷|撤回|回退|还原)(?:一下|它|这个|上一步|修改|刚才的修改)*",
    "test": r"(?:请)?(?:运行|運行|跑|执行|執行)(?:一下)?(?:所有|全部)?(?:的)?(?:单元)?(?:测试|測試)|跑测试",
    "changes": r"(?:有)?(?:什么|哪些|什麼)(?:东西|文件)?(?:改变|改动|變化|变化|更改|变了|修改)(?:了)?|"
    r"(?:修)?改了(?:什么|哪些|啥)(?:文件)?|(?:显示|查看|"
    r"看看)(?:改动|变化|更改|修改)",
    "list": r"(?:请)?(?:列出|显示|顯示|看看|查看|列一下)(?:一下)?(?P<where>[A-Za-z0-9_./-]+)?(?:里|中|下)?(?:所有|"
    r"全部)?(?:的)?(?:文件|檔案|"
    r"目录)(?:列表)?|(?:这里|這裡)?有(?:哪些|什么)文件",
    "define": r"(?P<name>[A-Za-z0-9_.:$]+?)\s*(?:函数|类)?\s*(?:是)?(?:在)?(?:哪里|哪儿|哪裡|哪)(?:里)?(?:定义|定義|"
    r"声明|实现)(?:的)?",
    "read": r"(?:请)?(?:读取|阅读|读|讀|打开|打開|查看|显示|看看|"
    r"看)(?:一下)?(?:文件)?\s*(?P<path>[A-Za-z0-9_./@-]+)\s*(?:文件|的内容)?",
    "find": r"(?:请)?(?:查找|搜索|搜尋|寻找|找|搜)(?:一下)?\s*(?P<what>.+?)(?:\s*在\s*(?P<where>\S+?)(?:里|中)?)?",
    "run": r"(?:请)?(?:运行|運行|执行|執行)(?:一下)?\s*(?P<command>[\x21-\x7e].*)",
}


def _compile_rules(language: Mapping[str, str]) -> tuple[IntentRule, ...]:
    return tuple(
        (re.compile(rf"^[¿¡\s]*{_OPENING}(?:{language[name]}){_END}", re.I | re.S), build)
        for name, build in _BUILDERS.items()
    )


TRANSLATED_RULES: Final[tuple[IntentRule, ...]] = (
    *_compile_rules(_GERMAN),
    *_compile_rules(_SPANISH),
    *_compile_rules(_FRENCH),
    *_compile_rules(_CHINESE),
)
