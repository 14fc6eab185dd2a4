"""What a search can be narrowed by, in the side bar."""

from __future__ import annotations

from collections.abc import Mapping

WITHOUT = {"license_id"}  # terms of use stand at the resources; CKAN's own field of the dataset stays empty


def of_datasets(facets: Mapping[str, str]) -> dict[str, str]:
    """Give CKAN's facets (field of the index to heading) without those that are always empty."""
    return {field: heading for field, heading in facets.items() if field not in WITHOUT}
