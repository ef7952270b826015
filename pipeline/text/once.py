"""Owns reading a property once: as functools.cached_property, without the lock that it takes before Python 3.12.

The lock costs as much as many of the properties themselves; two threads that read one at a time get equal values.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class Once(Generic[T]):
    """A property that is read when it is first asked for, and kept in the instance under its own name."""

    def __init__(self, read: Callable[[Any], T]) -> None:
        """Read by `read`."""
        self._read = read
        self.__doc__ = read.__doc__

    def __set_name__(self, owner: type[object], name: str) -> None:
        """Keep the value under this name."""
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type[object]) -> "Once[T]": ...

    @overload
    def __get__(self, instance: object, owner: type[object]) -> T: ...

    def __get__(self, instance: object | None, owner: type[object]) -> "Once[T] | T":
        """Return the value of an instance, or the property itself of the class."""
        if instance is None:
            return self
        value = instance.__dict__[self._name] = self._read(instance)
        return value
