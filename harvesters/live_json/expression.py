"""JMESPath expressions, with one function more: ``items(@)`` makes rows of an object of values."""

from __future__ import annotations

from typing import Any

import jmespath
from jmespath.functions import Functions, signature


class _Items(Functions):
    """``items(@)`` beside the functions of JMESPath, which finds them by their names: an object as rows."""

    @signature({"types": ["object"]})
    def _func_items(self, found: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"_key": key, "_value": value} for key, value in found.items()]


JMESPATH = jmespath.Options(custom_functions=_Items())


def value_of(expression: str, data: Any) -> Any:  # Any: the recursive JSON value
    """Evaluate an expression.

    Raises:
        JMESPathError: a function meets a value that it can't take.
    """
    return jmespath.search(expression, data, options=JMESPATH)
