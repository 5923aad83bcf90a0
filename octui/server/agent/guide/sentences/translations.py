"""The commonest requests in German, Spanish, French and Chinese; the guide answers them in English."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from octui.server.agent.guide.sentences.intent_builders import (
    build_append_intent,
    build_read_intent,
    build_replace_intent,
    build_run_intent,
    build_search_intent,
    build_shown_definition,
    build_small_talk,
    build_write_intent,
)
from octui.server.agent.guide.sentences.intents import Intent, IntentRule
from octui.server.agent.guide.sentences.pattern_parts import QUOTED

_OPENING: Final = (
    r"(?:"
    r"(?:bitte|kannst du|könntest du|kannst du mir|würdest du|ich möchte|por favor|puedes|podrías|me puedes|quiero|"
    r"s['’]il (?:te|vous) pla[iî]t|peux[- ]tu|pourrais[- ]tu|pouvez[- ]vous|tu peux|je veux|"
    r"请|請|请帮我|帮我|你能|能不能|可以)"
    r"(?:[,:]?\s+|(?<=[请請我能以])))*"
)
"""Polite words before a request, as `can you` in English."""

_END: Final = r"(?:,?\s*(?:bitte|por favor|s['’]il (?:te|vous) pla[iî]t))?[.!?¿¡。！？\s]*$"
_WHAT: Final = rf"(?P<what>{QUOTED}|.+?)"
_PATH: Final = rf"(?P<path>{QUOTED}|[^\s，。]+?)"
_NAME: Final = r"(?P<name>`[^`]+`|[\w.:$]+(?:\(\))?)"
_OLD: Final = rf"(?P<old>{QUOTED}|.+?)"
_NEW: Final = rf"(?P<new>{QUOTED}|.+?)"
_CONTENT: Final = rf"(?P<content>{QUOTED}|.+?)"

_BUILDERS: Final[Mapping[str, Callable[[re.Match[str]], Intent | None]]] = {
    "help": build_small_talk("help"),
    "hello": build_small_talk("hello"),
    "thanks": build_small_talk("thanks"),
    "quit": build_small_talk("quit"),
    "connect": build_small_talk("connect"),
    "undo": build_small_talk("undo"),
    "append": build_append_intent,
    "replace": build_replace_intent,
    "explain": build_shown_definition,
    "create": build_write_intent,
    "write": build_write_intent,
    "read": build_read_intent,
    "find": build_search_intent,
    "run": build_run_intent,
}
"""In the order in which they are tried: the general ones come last."""

_GERMAN: Final = {
    "help": r"hilfe|was kann ich (?:hier )?(?:alles )?(?:tun|machen|fragen|eingeben)|"
    r"was kannst du(?: alles)?(?: machen| tun)?|wer bist du|was ist das(?: hier)?",
    "hello": r"hallo|guten (?:tag|morgen|abend)|moin|servus|grüezi|grüß (?:dich|gott)",
    "thanks": r"danke(?: (?:schön|sehr|dir))?|vielen dank|besten dank|super|prima",
    "quit": r"tschüss|tschüß|ciao|wie (?:beende|verlasse|schließe) ich .*|wie kann ich (?:.* )?(?:beenden|verlassen|"
    r"schließen)|beenden|"
    r"wie komme ich (?:hier )?(?:wieder )?raus|wie beendet man .*",
    "connect": r"wie (?:verbinde|nutze|benutze|verwende|kann|richte|füge|melde) ich .*|(?:verbinde?|"
    r"verbinden)(?: .*)?",
    "undo": r"(?:mach(?:e)? )?(?:das |es |die letzte änderung )?(?:wieder )?rückgängig(?: machen)?",
    "append": rf"(?:füge?|hänge?|schreib(?:e)?) {_CONTENT} (?:am|ans|an das) ende "
    rf"(?:von|der datei|des) {_PATH}(?: (?:hinzu|an|ein))?",
    "replace": rf"ersetze? {_OLD} (?:durch|mit) {_NEW} in(?: der datei)? {_PATH}",
    "explain": r"(?:was (?:macht|tut)|wie funktioniert|erkläre?)(?: mir)?(?: (?:die|der|das))?(?: "
    rf"(?:funktion|klasse|methode))? {_NAME}",
    "create": rf"(?:erstelle?|erzeuge?|mach(?:e)?|leg(?:e)?)(?: mir)?(?: eine?)?(?: neuen?| leeren?)*(?: text)?"
    rf"(?: ?datei)?(?: namens)? {_PATH}(?: an)?(?:,?(?: mit(?: dem (?:text|inhalt))?| in der| die)"
    rf"(?: steht| sagt| enthält)?:? {_CONTENT}(?: an)?)?",
    "write": rf"schreib(?:e)? {_CONTENT} in(?: die)?(?: datei)? {_PATH}",
    "read": rf"(?:lies|lese|öffne|zeig(?:e)?)(?: mir)?(?: bitte)?(?: mal)?(?: die| das|"
    rf" den)?(?: datei)? {_PATH}(?: (?:vor|an|lesen))?",
    "find": rf"(?:finde?|suche?)(?: mir)?(?: bitte)?(?: nach| alle)?(?: (?:dem|das)(?: wort| text))? {_WHAT}"
    r"(?: (?:in|im)(?: (?:der|dem|den|ganzen|allen|diesem|gesamten))* (?P<where>\S+?))?",
    "run": r"(?:führe|führ|starte)(?: bitte)?(?: mal)? (?P<command>.+?)(?: aus)?",
}

_SPANISH: Final = {
    "help": r"ayuda|qué (?:puedes|puedo|sabes) hacer(?: aquí)?|quién eres|qué eres",
    "hello": r"hola|buen(?:os|as) (?:días|tardes|noches)|buenas",
    "thanks": r"(?:muchas |mil )?gracias|genial|perfecto",
    "quit": r"adiós|hasta luego|chao|cómo (?:(?:puedo |se )?(?:salir|cerrar)|salgo|cierro|se sale)(?: .*)?|salir|"
    r"cerrar",
    "connect": r"cómo (?:puedo |se )?(?:conect|us|configur|añad|agreg)\w* .*|conectar(?: .*)?",
    "undo": r"deshaz(?:lo)?(?: (?:eso|esto|lo último|el último cambio))?|deshacer(?: .*)?|revertir(?: .*)?",
    "append": rf"(?:añade|agrega|pon) {_CONTENT} al final (?:de|del)(?: archivo| fichero)? {_PATH}",
    "replace": rf"(?:reemplaza|sustituye|cambia) {_OLD} (?:por|con) {_NEW} en(?: el archivo)? {_PATH}",
    "explain": rf"(?:qué hace|cómo funciona|explica(?:me)?)(?: (?:la|el))?(?: (?:función|clase|método))? {_NAME}",
    "create": rf"(?:crea|crear|haz)(?:me)?(?: un)?(?: nuevo)?(?: archivo| fichero)?(?: nuevo| vacío)?(?: llamado)?"
    rf" {_PATH}(?: (?:con(?: el (?:texto|contenido)| la palabra)?|que (?:diga|dice|contenga)):? {_CONTENT})?",
    "write": rf"(?:escribe|escribir|guarda) {_CONTENT} en(?: el)?(?: archivo| fichero)? {_PATH}",
    "read": rf"(?:lee|leer|léeme|abre|abrir|muestra|muéstrame|enséñame)(?: el| la)?(?: archivo| fichero)? {_PATH}",
    "find": rf"(?:busca|buscar|encuentra|búscame)(?: (?:la palabra|el texto))? {_WHAT}(?: en(?: tod[oa]s?)?(?: "
    rf"(?:el|la|los|las))? (?P<where>\S+?))?",
    "run": r"(?:ejecuta|ejecutar|corre|lanza) (?P<command>.+)",
}

_FRENCH: Final = {
    "help": r"aide(?:[- ]moi)?|que (?:peux[- ]tu|puis[- ]je|sais[- ]tu)(?: faire)?(?: ici)?|"
    r"qu['’]est-ce que tu (?:peux|sais) faire|"
    r"qui es[- ]tu",
    "hello": r"bonjour|bonsoir|salut|coucou",
    "thanks": r"merci(?: (?:beaucoup|bien))?|super|parfait|génial",
    "quit": r"au revoir|à bientôt|comment (?:(?:je |puis-je |on |peut-on )?(?:quitt|ferm|sort)\w*|sortir)(?: .*)?|"
    r"quitter(?: .*)?|sortir",
    "connect": r"comment (?:je |puis-je |on |peut-on )?(?:connect|utilis|configur|ajout)\w* .*|connecter(?: .*)?",
    "undo": r"annule[rz]?(?: (?:ça|cela|la dernière modification|tout))?|défais(?: ça)?|reviens en arrière",
    "append": rf"ajoute[rz]? {_CONTENT} à la fin (?:de|du)(?: fichier)? {_PATH}",
    "replace": rf"remplace[rz]? {_OLD} par {_NEW} dans(?: le fichier)? {_PATH}",
    "explain": r"(?:que fait|comment (?:marche|fonctionne)|explique(?:[- ]moi)?)(?: (?:la|le))?(?: "
    rf"(?:fonction|classe|méthode))? {_NAME}",
    "create": rf"(?:crée[rz]?|créer|fais)(?:[- ]moi)?(?: un)?(?: nouveau)?(?: fichier)?(?: vide)?(?: nommé| appelé)?"
    rf" {_PATH}(?: (?:avec(?: le (?:texte|contenu)| le mot)?|contenant|qui (?:dit|contient))\s?:? {_CONTENT})?",
    "write": rf"(?:écris|écrire|mets) {_CONTENT} dans(?: le)?(?: fichier)? {_PATH}",
    "read": rf"(?:lis|lire|ouvre|ouvrir|montre|affiche)(?:[- ]moi)?(?: le| la)? ?(?:l['’])?(?:fichier )?{_PATH}",
    "find": rf"(?:cherche|chercher|trouve|trouver|recherche)(?: le (?:mot|texte))? {_WHAT}"
    r"(?: dans (?:tou(?:t|s|te) )?(?:les? |la |l['’])?(?P<where>\S+?))?",
    "run": r"(?:lance|lancer|exécute|execute|exécuter) (?P<command>.+)",
}

_PLAIN_PATH: Final = r"(?P<path>[A-Za-z0-9_./@-]+)"
"""A path ends where Chinese goes on without a space."""
_CHINESE: Final = {
    "help": r"帮助|幫助|我(?:能|可以)做什么|"
    r"你能(?:做|干|幹)(?:什么|什麼|啥)|你会(?:什么|做什么)|你是(?:谁|誰)|怎么用|如何使用",
    "hello": r"你好(?:吗|啊)?|您好|嗨|哈喽|早上好|晚上好",
    "thanks": r"(?:谢谢|謝謝|多谢|感谢|非常感谢)(?:你|您)?(?:了)?",
    "quit": r"(?:怎么|怎麼|如何|怎样)(?:才能)?(?:退出|关闭|離開|离开).*|退出|关闭",
    "connect": r"(?:怎么|怎麼|如何|怎样)(?:才能)?(?:连接|連接|使用|接入|配置|添加).*|连接.*",
    "undo": r"(?:撤销|撤銷|撤回|回退|还原)(?:一下|它|这个|上一步|修改|刚才的修改)*",
    "append": rf"在\s*{_PLAIN_PATH}\s*(?:的)?(?:末尾|最后|结尾)(?:添加|加上|追加|写上)\s*{_CONTENT}",
    "replace": rf"(?:把|将)\s*{_PLAIN_PATH}\s*(?:里|中|里面|文件中)的\s*{_OLD}\s*(?:换成|改成|替换为|改为)\s*{_NEW}",
    "explain": r"(?:解释|说明)(?:一下)?\s*(?P<name>\w+)(?:\s*(?:函数|类|方法))?",
    "create": rf"(?:创建|新建|建立)(?:一个|个)?(?:新)?(?:的)?(?:文件)?\s*{_PLAIN_PATH}"
    rf"(?:[，,]?\s*(?:内容(?:是|为)?|写入?)[:：]?\s*{_CONTENT})?",
    "write": rf"(?:把|将)\s*{_CONTENT}\s*(?:写到|写入|写进|保存到)\s*{_PLAIN_PATH}(?:里|中)?",
    "read": r"(?:请)?(?:读取|阅读|读|讀|打开|打開|查看|显示|看看|"
    rf"看)(?:一下)?(?:文件)?\s*{_PLAIN_PATH}\s*(?:文件|的内容)?",
    "find": r"(?:请)?(?:查找|搜索|搜尋|寻找|找|搜)(?:一下)?\s*(?P<what>.+?)(?:\s*在\s*(?P<where>\S+?)(?:里|中)?)?",
    "run": r"(?:请)?(?:运行|運行|执行|執行)(?:一下)?\s*(?P<command>[\x21-\x7e].*)",
}


def _build_rules(language: Mapping[str, str]) -> tuple[IntentRule, ...]:
    return tuple(
        (re.compile(rf"^[¿¡\s]*{_OPENING}(?:{language[name]}){_END}", re.I | re.S), build)
        for name, build in _BUILDERS.items()
    )


TRANSLATED_RULES: Final[tuple[IntentRule, ...]] = (
    *_build_rules(_GERMAN),
    *_build_rules(_SPANISH),
    *_build_rules(_FRENCH),
    *_build_rules(_CHINESE),
)
