"""The Open Government Data portal of the City of Lucerne: everything that needs CKAN.

Rows import downwards only (pyproject.toml, import-linter): edge (``plugin``, ``cli``, ``views``, ``helpers``, ``embedded``), use
(``harvest``, ``feeds``, ``search``, ``preview``, ``presenters``), write (``catalog``, ``logic``), base (``config``, ``errors``, ``model``).
"""
