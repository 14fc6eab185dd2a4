"""Field definitions, controlled vocabularies and data shapes of the catalogue: data with small loaders.

Knows no CKAN and no web framework, and imports nothing of the portal.
"""
