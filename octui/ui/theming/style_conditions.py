"""What the styles of a node depend on besides the rules, so that a node for which none of it changed keeps its styles.

Textual looks for the rules of every node of a screen again when the screen gets a class, when it is shown, and below
each widget that gets or loses the focus: several times before a screen is painted first.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeAlias
from weakref import WeakKeyDictionary

from textual.css.model import CombinatorType, RuleSet, Selector, SelectorType
from textual.dom import DOMNode

Conditions: TypeAlias = tuple[object, ...]


class StyleConditions:
    """The classes and pseudo-classes of nodes and of those above them, as far as the selectors of the rules ask."""

    def __init__(self) -> None:
        self._rules: set[RuleSet] = set()
        self._pseudo_classes: defaultdict[str, set[str]] = defaultdict(set)
        """Those that rules mention, by the name that a rule has for the node it styles."""
        self._above: defaultdict[str, _Criteria] = defaultdict(_Criteria)
        """What selectors ask of a node above another, by the type, the id or "*" that they name it by."""
        self._known: WeakKeyDictionary[DOMNode, Conditions] = WeakKeyDictionary()

    def take_rules(self, rules: Iterable[RuleSet]) -> None:
        """These are in force now: what was known about a node is dropped where one may fit it that was not, or was."""
        before, self._rules = self._rules, set(rules)
        for rule in self._rules - before:
            for name in rule.selector_names:
                self._pseudo_classes[name] |= rule.pseudo_classes
            for selector_set in rule.selector_set:
                for compound in _split_compounds(selector_set.selectors)[:-1]:
                    self._above[_find_name(compound)].add_selectors(compound)
        touched = {name for rule in self._rules ^ before for name in rule.selector_names}
        for node in [node for node in self._known if not touched.isdisjoint(_list_names(node))]:
            del self._known[node]

    def remember_node(self, node: DOMNode) -> None:
        """Remember the conditions under which the node's styles were looked up."""
        self._known[node] = self._describe(node)

    def is_outdated(self, node: DOMNode) -> bool:
        """Whether its styles may be others than those that it was given last."""
        return self._known.get(node) != self._describe(node)

    def _describe(self, node: DOMNode) -> Conditions:
        mentioned = set().union(*(self._pseudo_classes.get(name, ()) for name in _list_names(node)))
        return node.classes, _select_pseudo_classes(node, mentioned), *self._describe_above(node)

    def _describe_above(self, node: DOMNode) -> Iterator[Conditions]:
        for above in node.css_path_nodes[:-1]:
            for name in ("*", f"#{above.id}", *above._css_types):  # Textual's names of its class and those it inherits
                if (criteria := self._above.get(name)) is not None:
                    yield criteria.classes & above.classes, _select_pseudo_classes(above, criteria.pseudo_classes)


class _Criteria:
    """The classes and pseudo-classes that some selectors ask for."""

    def __init__(self) -> None:
        self.classes: set[str] = set()
        self.pseudo_classes: set[str] = set()

    def add_selectors(self, compound: list[Selector]) -> None:
        for selector in compound:
            self.pseudo_classes |= selector.pseudo_classes
            if selector.type is SelectorType.CLASS:
                self.classes.add(selector.name)


def _split_compounds(selectors: list[Selector]) -> list[list[Selector]]:
    """The selectors of each node of a path, from the outermost to the one that is styled."""
    compounds: list[list[Selector]] = []
    for selector in selectors:
        if not compounds or selector.combinator is not CombinatorType.SAME:
            compounds.append([])
        compounds[-1].append(selector)
    return compounds


def _find_name(compound: list[Selector]) -> str:
    for selector in compound:
        if selector.type is SelectorType.TYPE:
            return selector.name
        if selector.type is SelectorType.ID:
            return f"#{selector.name}"
    return "*"


def _select_pseudo_classes(node: DOMNode, names: set[str]) -> frozenset[str]:
    return frozenset(name for name in names if node.has_pseudo_classes({name}))


def _list_names(node: DOMNode) -> set[str]:
    """All by which a rule may be meant for this node, or for a part of it."""
    return node._selector_names | {f".{part}" for part in node._get_component_classes()}  # Textual's own index
