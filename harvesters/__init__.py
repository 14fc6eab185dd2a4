"""Harvesters: from a department's delivery to a dataset record, without CKAN.

A source (``source``) names a harvester by its type; the harvester (``contract``) lists, fetches and maps; the result is a
``DatasetRecord`` (``record``) with its ``Finding``s (``finding``). Nothing here imports CKAN, Flask or SQLAlchemy.
"""
