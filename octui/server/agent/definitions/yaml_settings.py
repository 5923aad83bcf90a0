"""YAML as settings: plain values of the core schema of YAML 1.2, bounded in size however a text is written."""

import re
from functools import lru_cache
from typing import Any, Final

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from octui.wire.struct import Json

MAX_DEPTH: Final = 20
MAX_VALUES: Final = 5_000
"""So many values a text may have, each counted as often as it is referred to."""

_TAG: Final = "tag:yaml.org,2002:"
_SCALARS: Final = (
    ("null", r"~|null|Null|NULL|", "~nN"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("merge", r"<<", "<"),
)


class InvalidYaml(ValueError):
    """`line` starts at 1."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.line = line


def parse_yaml_mapping(text: str) -> Json:
    """The settings in a text; an empty text has none. Raises InvalidYaml."""
    try:
        _check_nesting(text)
        node = yaml.compose(text, Loader=_build_loader())
    except yaml.YAMLError as broken:
        raise _describe_error(broken) from None
    value = None if node is None else _Converter().convert_node(node, 0)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise InvalidYaml("the settings are not a mapping", 1)
    return value


@lru_cache(maxsize=1)
def _build_loader() -> Any:
    """PyYAML's loader without the scalars of YAML 1.1, in which `no` is false and `1:30` is ninety."""
    parent: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loader: Any = type("CoreSchemaLoader", (parent,), {"yaml_implicit_resolvers": {}})
    for name, pattern, first in _SCALARS:
        starts = [*first, *([""] if name == "null" else [])]
        loader.add_implicit_resolver(f"{_TAG}{name}", re.compile(f"(?:{pattern})\\Z"), starts)
    return loader


def _check_nesting(text: str) -> None:
    """The parser's own recursion has no bound, so depth and number are counted on its events first."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=_build_loader())):
        if isinstance(event, yaml.events.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.events.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH or count > MAX_VALUES:
            raise InvalidYaml("the settings are nested too deeply or too long", _line_of(event))


class _Converter:
    """Turns nodes into values; those that several aliases share are counted each time."""

    def __init__(self) -> None:
        self._left = MAX_VALUES

    def convert_node(self, node: Node, depth: int) -> Any:
        self._left -= 1
        if self._left < 0 or depth > MAX_DEPTH:
            raise InvalidYaml("the settings repeat too much", _line_of(node))
        if isinstance(node, ScalarNode):
            return _convert_scalar(node)
        if isinstance(node, SequenceNode) and node.tag == f"{_TAG}seq":
            return [self.convert_node(element, depth + 1) for element in node.value]
        if isinstance(node, MappingNode) and node.tag == f"{_TAG}map":
            return self._convert_mapping(node, depth)
        raise InvalidYaml(f"a value of the kind {node.tag} is not allowed", _line_of(node))

    def _convert_mapping(self, node: MappingNode, depth: int) -> Json:
        values: Json = {}
        merged: Json = {}
        for key_node, value_node in node.value:
            value = self.convert_node(value_node, depth + 1)
            if key_node.tag == f"{_TAG}merge":
                merged |= self._check_merged(value, value_node)
                continue
            key = _convert_key(key_node)
            if key in values:
                raise InvalidYaml(f"{key} is set twice", _line_of(key_node))
            values[key] = value
        return merged | values

    def _check_merged(self, value: object, node: Node) -> Json:
        if not isinstance(value, dict):
            raise InvalidYaml("only a mapping can be merged", _line_of(node))
        return value


def _convert_key(node: Node) -> str:
    if not isinstance(node, ScalarNode):
        raise InvalidYaml("a key must be text", _line_of(node))
    return str(node.value)


def _convert_scalar(node: ScalarNode) -> object:
    text = str(node.value)
    try:
        match node.tag.removeprefix(_TAG):
            case "str" | "merge":
                return text
            case "null":
                return None
            case "bool":
                return text.lower() == "true"
            case "int":
                return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
            case "float":
                return float(text)
    except ValueError:
        pass
    raise InvalidYaml(f"a value of the kind {node.tag} is not allowed", _line_of(node))


def _line_of(part: Node | yaml.events.Event) -> int:
    return int(part.start_mark.line) + 1 if part.start_mark else 1


def _describe_error(broken: yaml.YAMLError) -> InvalidYaml:
    if isinstance(broken, yaml.MarkedYAMLError):
        mark = broken.problem_mark or broken.context_mark
        return InvalidYaml(str(broken.problem or broken.context), mark.line + 1 if mark else 1)
    return InvalidYaml(str(broken).splitlines()[0], 1)
