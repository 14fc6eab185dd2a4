"""What an editor is told of a dataset after saving: a sentence, and what to do, the gravest first."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import ckan.plugins.toolkit as tk

from ckanext.luzern.presenters.quality_dataset import Groups, groups
from ckanext.luzern.quality.check import MAX_POINTS, Report

_ = tk._


@dataclass(frozen=True)
class DatasetCheck:
    """The judgement in the reader's language; ``is_sound`` is false where opendata.swiss does not take the dataset or reports it."""

    is_sound: bool
    sentence: str
    groups: Groups


def dataset_check(report: Report) -> DatasetCheck:
    """Tell a judgement."""
    words = {"points": round(report.total), "maximum": MAX_POINTS}
    if not report.is_sound:
        said = _("opendata.swiss does not take this dataset as it is. See what to change.")
    elif report.faults:
        said = _("The metadata get {points} of {maximum} points. See what would raise them.").format(**words)
    else:
        said = _("The metadata get all {maximum} points.").format(**words)
    return DatasetCheck(report.is_sound, said, groups([asdict(fault) for fault in report.faults]))
