"""The CKAN plugin ``luzern``: it wires and does nothing itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.luzern.catalog import groups, names
from ckanext.luzern.cli import get_commands
from ckanext.luzern.feeds import store
from ckanext.luzern.helpers import get_helpers
from ckanext.luzern.logic import asking
from ckanext.luzern.logic.action import get_actions
from ckanext.luzern.logic.auth import get_auth_functions
from ckanext.luzern.logic.validators import get_validators
from ckanext.luzern.presenters import words
from ckanext.luzern.quality import saving
from ckanext.luzern.search import actions, facets, index
from ckanext.luzern.views import get_blueprints

I18N = Path(__file__).parent / "i18n"


@tk.blanket.actions(lambda: asking.guarded({**get_actions(), **saving.get_actions(), **actions.get_actions()}))
@tk.blanket.auth_functions(get_auth_functions)
@tk.blanket.blueprints(get_blueprints)
@tk.blanket.cli(get_commands)
@tk.blanket.config_declarations
@tk.blanket.helpers(get_helpers)
@tk.blanket.validators(get_validators)
class LuzernPlugin(p.SingletonPlugin):
    """Registers the portal's parts with CKAN, each under the interface that asks for it."""

    p.implements(p.IConfigurer)
    p.implements(p.IFacets)
    p.implements(p.IMiddleware, inherit=True)
    p.implements(p.IOrganizationController, inherit=True)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.ITranslation)

    # IConfigurer

    def update_config(self, config: Any) -> None:
        """Add our templates and style sheet, and remember the names that datasets give up."""
        tk.add_template_directory(config, "templates")
        tk.add_public_directory(config, "public")
        names.watch()

    # IFacets

    def dataset_facets(self, facets_dict: Any, package_type: str) -> Any:
        """Say what a search can be narrowed by."""
        return facets.headings()

    def organization_facets(self, facets_dict: Any, organization_type: str, package_type: str | None) -> Any:
        """Say what the datasets of an organisation can be narrowed by."""
        return facets.headings(without="organization")

    def group_facets(self, facets_dict: Any, group_type: str, package_type: str | None) -> Any:
        """Say what the datasets of a theme can be narrowed by."""
        return facets.headings(without="groups")

    # IMiddleware

    def make_middleware(self, app: Any, config: Any) -> Any:
        """Let templates find their words faster."""
        app.jinja_env.globals["_"] = words.say
        return app

    # IPackageController, IOrganizationController: CKAN calls the hooks of both by the same names

    def create(self, entity: Any) -> None:
        """Let a new dataset's groups follow its themes."""
        if isinstance(entity, model.Package):
            groups.follow_themes(entity)

    def edit(self, entity: Any) -> None:
        """Let a changed dataset's groups follow its themes, and the feeds a changed organisation."""
        if isinstance(entity, model.Package):
            groups.follow_themes(entity)
        else:
            store.outdate(entity.id)

    def delete(self, entity: Any) -> None:
        """Let documents count as changed that a dataset leaves."""
        if isinstance(entity, model.Package):
            store.leave(entity.id)
        else:
            store.outdate(entity.id)

    def after_dataset_create(self, context: Any, pkg_dict: dict[str, Any]) -> None:
        """Describe a new dataset for the feeds, and refuse what would harm them."""
        store.write([pkg_dict["id"]])
        saving.refuse(context, pkg_dict["id"])

    def after_dataset_update(self, context: Any, pkg_dict: dict[str, Any]) -> None:
        """Describe a changed dataset for the feeds, and refuse what would harm them."""
        store.write([pkg_dict["id"]])
        saving.refuse(context, pkg_dict["id"])

    def before_dataset_index(self, data_dict: dict[str, Any]) -> dict[str, Any]:
        """Say what of a dataset the index keeps."""
        return index.document(data_dict)

    # ITranslation

    def i18n_directory(self) -> str:
        """Say where the catalogues lie."""
        return str(I18N)

    def i18n_locales(self) -> list[str]:
        """Say which languages have one."""
        return [folder.name for folder in I18N.iterdir()]

    def i18n_domain(self) -> str:
        """Say what the catalogues are called."""
        return "ckanext-luzern"
