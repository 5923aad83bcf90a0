"""Questions about octui in German, Spanish, French and Chinese, by the word for what they are about."""

import re
from typing import Final

_ASKING: Final = re.compile(
    r"^[¿\s]*(?:(?:bitte|por favor|请|請)[,\s]*)?(?:"
    r"wie\b|wo\b|was\b|welche|kann ich|kannst du|ich (?:will|möchte)|gibt es|warum|wechs|änder|"
    r"c[oó]mo\b|d[oó]nde\b|qu[eé]\b|cu[aá]l|cu[aá]nt|puedo|puedes|quiero|por qu[eé]|hay\b|cambia|"
    r"comment\b|o[uù]\b|quel|qu['’]|que\b|combien|puis-je|peux-tu|je (?:veux|voudrais)|pourquoi|est-ce|y a-t-il|change|"
    r"怎么|怎麼|如何|怎样|哪|在哪|有哪些|有没有|可以|能|为什么|多少|切换|更换|更改|这)",
    re.I,
)
_WORDS: Final = {
    "undo": "rückgängig zurücknehmen deshacer deshago deshace revertir annuler annule défaire 撤销 撤回",
    "cost": "kosten kostet gekostet costado gastado dépensé teuer cuesta cuestan costo coste gratis coûte "
    "coûtent gratuit kostenlos 费用 多少钱 花费 花了 免费",
    "models": "modell modelle modelo modelos modèle modèles 模型",
    "themes": "thema themen farbschema farben tema temas colores thème thèmes couleurs 主题 颜色 配色",
    "keys": "taste tasten tastenkürzel tastenkombination tastenkombinationen kürzel atajo atajos teclas tecla "
    "raccourci "
    "raccourcis touches touche 快捷键 按键",
    "settings": "einstellung einstellungen konfigurieren ajustes configuración preferencias paramètres réglages 设置",
    "permissions": "berechtigung berechtigungen erlaubnis fragst permiso permisos autorisation autorisations 权限 许可",
    "new session": "neue neuen nueva nouvelle 新会话 新建会话 新对话",
    "sessions": "sitzung sitzungen gespräche unterhaltungen sesión sesiones conversaciones sessions "
    "conversations 会话 对话",
    "agents": "agent agenten agente agentes agents 代理 智能体",
    "copy": "kopieren kopiere copiar copio copier copie 复制 拷贝",
    "export": "exportieren exportiere exportar exporter 导出",
    "terminal": "terminal konsole consola 终端",
    "mcp servers": "mcp mcps mcp-server",
    "privacy": "datenschutz privat privacidad privado confidentialité 隐私",
    "share": "teilen teile compartir comparto partager partage 分享",
    "vim": "vim",
    "stop": "abbrechen stoppen anhalten interrumpir detener cancelar interrompre arrêter 中断 停止 取消",
}
_CODE: Final = re.compile(
    r"defin|implement|klasse|funktion|clase|función|classe|fonction|定义|函数|datei|archivo|fichero|fichier|文件", re.I
)
"""What is asked about a project, and not about octui."""
_SESSION_WORDS: Final = re.compile(
    r"sitzung|unterhaltung|gespräch|sesi[oó]n|conversaci[oó]n|session|conversation", re.I
)
_MOST_CHARACTERS: Final = 70


def find_foreign_topic(sentence: str) -> str:
    """The topic a question is about, else an empty string; one that names a file is a task."""
    asked = sentence.lower()
    if (
        len(asked) > _MOST_CHARACTERS
        or not _ASKING.match(asked)
        or re.search(r"\w\.[a-z]\w{0,5}\b", asked)
        or _CODE.search(asked)
    ):
        return ""
    words = set(re.findall(r"[^\W\u4e00-\u9fff]+(?:-[^\W\u4e00-\u9fff]+)*", asked))
    for topic, named in _WORDS.items():
        if topic == "new session" and not (_SESSION_WORDS.search(asked) or "新" in asked):
            continue
        if any(word in words or (word[0] >= "\u4e00" and word in asked) for word in named.split()):
            return topic
    return ""
