"""Heavy and optional packages, imported when they are first used and not before."""

from importlib import import_module
from types import ModuleType
from typing import Any

from pellucid.core.errors import MissingExtraError


def optional(module: str, extra: str) -> ModuleType:
    """The module, imported now. MissingExtraError names the extra to install when it is absent.

    >>> optional("json", "report").dumps([1])
    '[1]'
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as missing:
        if missing.name is None or module.split(".")[0] != missing.name.split(".")[0]:
            raise  # the package is there, but something it needs is not: its own message says more
        raise MissingExtraError(
            f"this needs the package {missing.name!r}, which is not installed",
            fix=f"pip install pellucid[{extra}]",
        ) from missing


class LazyModule:
    """Stands in for a module until its first attribute is asked for.

    The module's attributes are copied here as they are used, so that later uses cost one dictionary
    look-up.
    """

    def __init__(self, name: str) -> None:
        self.__dict__["_name"] = name

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):  # asked by doctest, copy and the like, which use nothing
            raise AttributeError(attribute)
        value = getattr(import_module(self._name), attribute)
        self.__dict__[attribute] = value
        return value

    def __repr__(self) -> str:
        return f"lazy({self._name!r})"


def lazy(module: str) -> Any:
    """A stand-in for a slow package of the core install, which is imported at its first use.

    >>> decimal = lazy("decimal")
    >>> decimal.Decimal(1) + 1
    Decimal('2')
    """
    return LazyModule(module)
