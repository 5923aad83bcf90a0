"""Questions about octui in English, German, Spanish, French and Chinese, by the word for what they are about."""

import re
from typing import Final

_ASKING_IN_OTHERS: Final = re.compile(
    r"^[¿\s]*(?:(?:bitte|por favor|请问|请|請|我想|我)[,\s]*)?(?:"
    r"wie\b|wo\b|was\b|welche|kann ich|kannst du|ich (?:will|möchte)|gibt es|warum|wechs|änder|"
    r"c[oó]mo\b|d[oó]nde\b|qu[eé]\b|cu[aá]l|cu[aá]nt|puedo|puedes|quiero|por qu[eé]|hay\b|cambia|"
    r"comment\b|o[uù]\b|quel|qu['’]|que\b|combien|puis-je|peux-tu|je (?:veux|voudrais)|pourquoi|est-ce|y a-t-il|change|"
    r"怎么|怎麼|如何|怎样|哪|在哪|有哪些|有没有|可以|能|为什么|多少|切换|更换|更改|这)",
    re.I,
)
_ASKING_IN_ENGLISH: Final = re.compile(
    r"^(?:how|what|which|where|why|who|is (?:there|it|this)|are there|can (?:i|you|it|octui)|do (?:i|you|we)|does|"
    r"should i|i (?:want|need|can't|cannot|don't)|tell me|show me|any)\b",
    re.I,
)
_WORDS: Final = {
    "undo": """
        undo undone revert rückgängig zurücknehmen deshacer deshago deshace revertir annuler annule défaire 撤销 撤回
    """,
    "cost": """
        billing tokens kosten kostet gekostet costado gastado dépensé teuer cuesta cuestan costo coste gratis coûte
        coûtent gratuit kostenlos 费用 多少钱 花费 花了 免费
    """,
    "models": "model models modell modelle modelo modelos modèle modèles 模型",
    "connect": "claude anthropic openai chatgpt gpt gemini ollama copilot provider providers",
    "themes": """
        theme themes dark colors colours thema themen farbschema farben tema temas colores thème thèmes couleurs
        主题 颜色 配色
    """,
    "keys": """
        shortcut shortcuts keybinding keybindings hotkey hotkeys taste tasten tastenkürzel tastenkombination
        tastenkombinationen kürzel atajo atajos teclas tecla raccourci raccourcis touches touche 快捷键 按键
    """,
    "settings": """
        settings preferences einstellung einstellungen konfigurieren ajustes configuración preferencias paramètres
        réglages 设置
    """,
    "permissions": """
        permission permissions approval berechtigung berechtigungen erlaubnis fragst permiso permisos autorisation
        autorisations 权限 许可
    """,
    "new session": "neue neuen nueva nouvelle 新会话 新建会话 新对话",
    "sessions": """
        session sessions conversation conversations chat chats sitzung sitzungen gespräche unterhaltungen sesión
        sesiones conversaciones 会话 对话
    """,
    "agents": "agent agents plan agenten agente agentes 代理 智能体",
    "copy": "clipboard kopieren kopiere copiar copio copier copie 复制 拷贝",
    "mention": "attach attachment attachments image images screenshot screenshots",
    "export": "exportieren exportiere exportar exporter 导出",
    "terminal": "terminal konsole consola 终端",
    "mcp servers": "mcp mcps mcp-server",
    "privacy": "privacy datenschutz privat privacidad privado confidentialité 隐私",
    "share": "teilen teile compartir comparto partager partage 分享",
    "vim": "vim",
    "stop": "interrupt abbrechen stoppen anhalten interrumpir detener cancelar interrompre arrêter 中断 停止 取消",
    "quit": "quit exit beenden beende verlassen salir salgo cerrar quitter quitte fermer 退出 关闭",
}
_CODE: Final = re.compile(
    r"defin|implement|\b(?:class|code|function|method|test|variable)|klasse|funktion|clase|función|fonction|定义|函数|"
    r"datei|archivo|fichero|fichier|文件",
    re.I,
)
"""What is asked about a project, and not about octui."""
_SESSION_WORDS: Final = re.compile(
    r"sitzung|unterhaltung|gespräch|sesi[oó]n|conversaci[oó]n|session|conversation", re.I
)
_MAX_CHARACTERS: Final = 70


def find_topic_by_word(sentence: str, *, in_english: bool = False) -> str:
    """The topic a question is about, else an empty string; one that names a file is a task."""
    asking = _ASKING_IN_ENGLISH if in_english else _ASKING_IN_OTHERS
    asked = sentence.lower()
    if (
        len(asked) > _MAX_CHARACTERS
        or not asking.match(asked)
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
