-- Copies of the harvested datasets, until there are as many as wanted: a new id and name in the row and in what the full profile says as RDF/XML.
WITH known AS (
    SELECT id, name, row_number() OVER (ORDER BY id) - 1 AS number, count(*) OVER () AS total
    FROM package WHERE type = 'dataset' AND state = 'active' AND private IS FALSE AND name NOT LIKE 'kopie-%%'
), there AS (
    SELECT count(*) AS total FROM package WHERE type = 'dataset' AND state = 'active' AND private IS FALSE
), copies AS (
    SELECT known.id AS original, gen_random_uuid()::text AS id, 'kopie-' || wanted.number AS name, known.name AS former
    FROM there, generate_series(there.total + 1, %(datasets)s) AS wanted (number)
    JOIN known ON known.number = wanted.number %% (SELECT max(total) FROM known)
), packages AS (
    INSERT INTO package (id, name, title, notes, type, state, private, owner_org, extras, metadata_created, metadata_modified, plugin_data)
    SELECT copies.id, copies.name, title, notes, type, state, private, owner_org, extras, metadata_created, metadata_modified, plugin_data
    FROM copies JOIN package ON package.id = copies.original
    RETURNING id
)
INSERT INTO luzern_fragment (package_id, profile, version, digest, identifier, is_listed, xml)
SELECT copies.id, profile, version, md5(copies.id), copies.name || '@stadt-luzern', is_listed, replace(replace(xml, copies.original, copies.id), copies.former, copies.name)
FROM copies JOIN luzern_fragment ON package_id = copies.original AND profile = 'luzern_dcat_ap_ch' JOIN packages ON packages.id = copies.id;
