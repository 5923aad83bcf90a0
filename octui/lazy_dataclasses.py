"""Dataclasses that get their methods with their first instance.

The standard decorator compiles five to eight functions a class, half a millisecond or more: two hundred classes are a
fifth of what octui imports for its first screen, and most of them have no instance by then. Import `dataclass` from
here where a class is made at the start, unless it is frozen and has no slots.
"""

import dataclasses
from functools import partial
from threading import RLock
from typing import TYPE_CHECKING, Any, ClassVar, Final, get_origin

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, **options):
        """As `dataclasses.dataclass`; what is wrong with the fields is found with the first instance."""
        return partial(_prepare, **options) if cls is None else _prepare(cls, **options)


_GENERATED: Final = (
    *("__dataclass_params__", "__match_args__", "__repr__", "__eq__", "__lt__", "__le__", "__gt__", "__ge__"),
    *("__hash__", "__setattr__", "__delattr__"),
    # In this order: once a class has these, no thread takes it for an unfinished one.
    *("__dataclass_fields__", "__init__"),
)
_STUBS: Final = ("__dataclass_fields__", "__init__")

_completion: Final = RLock()


class _Unfinished:
    """Stands for the fields, by which everything recognizes a dataclass, and completes the class that is asked."""

    def __init__(self, cls: type, model: type, options: dict[str, Any]) -> None:
        self._cls = cls
        self._model = model
        self._options = options

    def __get__(self, _instance: object, _owner: type) -> Any:
        self.complete_class()
        return vars(self._cls)["__dataclass_fields__"]

    def complete_class(self) -> None:
        """Generate the methods for the model, and give them to the class."""
        cls = self._cls
        with _completion:
            if vars(cls)["__dataclass_fields__"] is not self:
                return
            generated = vars(dataclasses.dataclass(**self._options)(self._model))
            own = vars(cls).keys() - set(_STUBS)
            for name in _GENERATED:
                if name in generated and name not in own:
                    setattr(cls, name, generated[name])


def _prepare(cls: type, *, slots: bool = False, **options: Any) -> type:
    if "__init__" in vars(cls) or (options.get("frozen") and not slots):
        return dataclasses.dataclass(slots=slots, **options)(cls)
    names = [name for name, kind in vars(cls).get("__annotations__", {}).items() if not _is_class_variable(kind)]
    if slots:
        made, model = _make_slotted_class(cls, names), cls
    else:
        made, model = cls, _make_model(cls, names)
    unfinished = _Unfinished(made, model, options)

    def __init__(self: Any, /, *values: Any, **named: Any) -> None:
        unfinished.complete_class()
        vars(made)["__init__"](self, *values, **named)

    setattr(made, "__dataclass_fields__", unfinished)  # noqa: B010  # mypy knows no such attribute of a type
    setattr(made, "__init__", __init__)  # noqa: B010  # mypy takes it for a mistake
    return made


def _make_slotted_class(cls: type, names: list[str]) -> type:
    """The class again with a slot for each field, as the standard decorator makes it."""
    inherited = {slot for base in cls.__mro__[1:] for slot in vars(base).get("__slots__", ())}
    members = {name: value for name, value in vars(cls).items() if name not in {*names, "__dict__", "__weakref__"}}
    members["__slots__"] = tuple(name for name in names if name not in inherited)
    made = type(cls)(cls.__name__, cls.__bases__, members)
    made.__qualname__ = cls.__qualname__
    return made


def _make_model(cls: type, names: list[str]) -> type:
    """A class with the same fields, for which methods can be generated while other threads use the real one."""
    members = {name: vars(cls)[name] for name in names if name in vars(cls)}
    members |= {name: vars(cls)[name] for name in ("__annotations__", "__eq__", "__hash__") if name in vars(cls)}
    if hasattr(cls, "__post_init__"):
        members["__post_init__"] = cls.__post_init__
    bases = tuple(base for base in cls.__bases__ if dataclasses.is_dataclass(base))
    return type(cls.__name__, bases, members | {"__module__": cls.__module__, "__doc__": cls.__doc__ or cls.__name__})


def _is_class_variable(kind: object) -> bool:
    if isinstance(kind, str):
        return kind.startswith("ClassVar")
    return kind is ClassVar or get_origin(kind) is ClassVar
