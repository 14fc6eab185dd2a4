"""What can go wrong while reading our own data files. All of it is a mistake in the repository, never of a user.

SchemaError
├── VocabularyError   a vocabulary file is missing, incomplete, or gives one word to two terms
├── FieldError        a field definition cannot be read
├── TreeError         an organisation or theme has no parent, or is its own ancestor
└── ShapesError       the SHACL shapes use something of SHACL that the portal's compiler does not know
"""

from __future__ import annotations


class SchemaError(Exception):
    """A data file of this package contradicts itself."""


class VocabularyError(SchemaError):
    """A vocabulary file is missing, incomplete, or gives one word to two terms."""


class FieldError(SchemaError):
    """A field definition cannot be read."""


class TreeError(SchemaError):
    """An organisation or theme has no parent, or is its own ancestor."""


class ShapesError(SchemaError):
    """The SHACL shapes use something of SHACL that the portal's compiler does not know."""
