"""The catalogue as linked data: for opendata.swiss, for I14Y and data.europa.eu, for anyone.

    settings               what the catalogue says of itself
    iri, values, spatial   a field's value -> RDF node, or nothing where it would be refused
    rdf, rdfxml            a graph written field by field, with findings; as text in pieces
    dataset_graph          package -> graph of one dataset (with distribution_graph)     pure
    catalogue              settings -> catalogue, publisher, page                        pure
    opendata_swiss         database -> packages -> fragments -> page
    dcat_ap_ch             the same graphs as a profile of ckanext-dcat

Clauses are those of DCAT-AP CH 3.0 (eCH-0200) and, as «platform», of the filter opendata.swiss puts in front of its catalogue.
"""
