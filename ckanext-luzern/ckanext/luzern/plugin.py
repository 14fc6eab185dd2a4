"""The CKAN plugin ``luzern``: it wires and does nothing itself."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.luzern.catalog import groups
from ckanext.luzern.cli import get_commands
from ckanext.luzern.helpers import get_helpers
from ckanext.luzern.logic.action import get_actions
from ckanext.luzern.logic.auth import get_auth_functions
from ckanext.luzern.logic.validators import get_validators
from ckanext.luzern.search import index
from ckanext.luzern.views import get_blueprints


@tk.blanket.actions(get_actions)
@tk.blanket.auth_functions(get_auth_functions)
@tk.blanket.blueprints(get_blueprints)
@tk.blanket.cli(get_commands)
@tk.blanket.config_declarations
@tk.blanket.helpers(get_helpers)
@tk.blanket.validators(get_validators)
class LuzernPlugin(p.SingletonPlugin):
    """Registers the portal's parts with CKAN, each under the interface that asks for it."""

    p.implements(p.IConfigurer)
    p.implements(p.IPackageController, inherit=True)

    # IConfigurer

    def update_config(self, config: Any) -> None:
        """Add our templates."""
        tk.add_template_directory(config, "templates")

    # IPackageController

    def create(self, entity: Any) -> None:
        """Let a new dataset's groups follow its themes."""
        groups.follow_themes(entity)

    def edit(self, entity: Any) -> None:
        """Let a changed dataset's groups follow its themes."""
        groups.follow_themes(entity)

    def before_dataset_index(self, data_dict: dict[str, Any]) -> dict[str, Any]:
        """Say what of a dataset the index keeps."""
        return index.document(data_dict)
