"""The catalogue as linked data: for opendata.swiss, for I14Y and data.europa.eu, for anyone.

    settings, profile      what the catalogue says of itself; the three forms it goes out in
    iri, values, spatial   a field's value -> RDF node, or nothing where it would be refused
    rdf, syntax            a graph written field by field, with findings; as text in pieces
    dataset_graph          package -> graph of one dataset                                pure
      agents, relations, distribution_graph, shared: the parts of it
    catalogue              settings -> catalogue, publisher, page                         pure
    european               a graph as data.europa.eu checks it                            pure
    fragment, document     package -> texts of every profile; texts -> document          pure
    store, rebuild         fragments in the database, written with the dataset, or anew
    stream, guard          a document from one snapshot; whether it is complete
    dcat_ap_ch             the same graphs as a profile of ckanext-dcat

Clauses are those of DCAT-AP CH 3.0 (eCH-0200) and, as «platform», of the filter opendata.swiss puts in front of its catalogue.
"""
