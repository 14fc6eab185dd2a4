"""Proof that what we deliver is right: one check of a dataset, used on save, by command, every night and on the public page.

fault       what is wrong, where, and what to do: the values every part below gives
graph       the statements of a document, by subject and predicate
shapes      SHACL shapes (``luzern_schemas``, folder shacl), compiled: DCAT-AP CH and the old checker
rules       what opendata.swiss' importer refuses, loses or deletes, which no shape can say
mqa         the Metadata Quality Assessment: points of 405
document    a feed as it is fetched: well-formed, its pages, its addresses
check       all of it over one dataset or a whole feed
saving      the check of what a person saves, and its advice
"""
