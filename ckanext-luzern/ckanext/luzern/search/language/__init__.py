"""Lucerne's German: letters, words inside words, words that mean the same. Pure functions over lists in ``config/search``; no CKAN, no Solr."""
