"""What the pages about sources, the receipts and the command line say of harvests, in a language; pure, and in need of no request.

English is the message, German the default: that is what departments read.
"""

from __future__ import annotations

from collections.abc import Callable

from ckanext.luzern.harvest.journal import PastRun
from ckanext.luzern.harvest.outcome import Held, Report, Result, Status
from ckanext.luzern.harvest.overview import BROKEN, ON_A_PAGE
from ckanext.luzern.presenters.locale import messages, moment_text
from luzern_harvesters.finding import Level
from luzern_schemas.document import LANGUAGES

GERMAN = LANGUAGES[0]
NOT_IN_THE_CATALOGUE = (Result.WITHDRAWN, Result.TAKEN_DOWN)


def N_(message: str) -> str:  # noqa: N802  gettext's name for a message that is translated where it is printed
    """Mark a message."""
    return message


STATUS = {
    Status.RUNNING: N_("running"),
    Status.COMPLETE: N_("complete"),
    Status.FINDINGS: N_("complete, with findings"),
    Status.HELD: N_("held, waits for a confirmation"),
    Status.INTERRUPTED: N_("incomplete"),
    Status.FAILED: N_("not readable"),
    Status.DIED: N_("broken off"),
}
RESULT = {
    Result.CREATED: N_("new"),
    Result.UPDATED: N_("changed"),
    Result.RESTORED: N_("back again"),
    Result.UNCHANGED: N_("unchanged"),
    Result.WAITING: N_("waiting"),
    Result.HELD: N_("held"),
    Result.FAILED: N_("faulty"),
    Result.MISSING: N_("missing in the delivery"),
    Result.WITHDRAWN: N_("withdrawn"),
    Result.TAKEN_DOWN: N_("withdrawn by order"),
}
LEVEL = {Level.ERROR: N_("Error"), Level.WARNING: N_("Warning"), Level.INFO: N_("Hint")}


def status(of: Status, language: str = GERMAN) -> str:
    """Say how a run is."""
    return messages(language).gettext(STATUS[of])


def result(of: Result, language: str = GERMAN) -> str:
    """Say what came of a record."""
    return messages(language).gettext(RESULT[of])


def level(of: Level, language: str = GERMAN) -> str:
    """Say how grave a finding is."""
    return messages(language).gettext(LEVEL[of])


def summary(report: Report, language: str = GERMAN) -> str:
    """Give the numbers of a run in one line."""
    told = [f"{report.counts[one.value]} {result(one, language)}" for one in Result if report.counts.get(one.value)]
    return (", ".join(told) or messages(language).gettext("No datasets")) + "."


def overview(sources: int, waiting: int, broken: int, faulty: int, language: str = GERMAN) -> str:
    """Say how the sources are: so many wait for a confirmation, so many could not be read, so many of their datasets are faulty."""
    _, ngettext = messages(language).gettext, messages(language).ngettext
    fine = sources - waiting - broken
    of = ngettext("of {number} data source", "of {number} data sources", sources).format(number=sources)
    said = [ngettext("{number} {of} delivers as intended", "{number} {of} deliver as intended", fine).format(number=fine, of=of)]
    said += [ngettext("{number} waits for a confirmation", "{number} wait for a confirmation", waiting).format(number=waiting)] if waiting else []
    said += [ngettext("{number} could not be read completely", "{number} could not be read completely", broken).format(number=broken)] if broken else []
    said += [ngettext("{number} dataset needs help", "{number} datasets need help", faulty).format(number=faulty)] if faulty else []
    return _("; ").join(said) + "."


def error_rate(share: float | None, runs: int, language: str = GERMAN) -> str:
    """Say how many of a source's last runs could not read it."""
    if share is None:
        return "–"
    told = messages(language).ngettext("{share} of {number} harvest", "{share} of {number} harvests", runs)
    return told.format(share=f"{share * 100:.0f} %", number=runs)


def sentence(past: PastRun, to_mend: int, to_improve: int, *, is_current: bool, language: str = GERMAN) -> str:
    """Say of a run first what matters most."""
    _, report = messages(language).gettext, past.report
    told = {
        Status.RUNNING: _("The harvest has been running since {moment}.").format(moment=moment_text(past.started_at)),
        Status.DIED: _("The harvest was broken off, by a restart for example. The next one goes on from there; nothing is lost."),
        Status.FAILED: _("The source could not be read. What is published stays published."),
        Status.INTERRUPTED: _("The source could be read in part only. What is published stays published."),
        Status.HELD: _held(report.held, to_mend, language),
    }.get(report.status)
    if told and not (report.status is Status.HELD and past.decision):
        return told
    return _in_order(report, to_mend, to_improve, language) if is_current else summary(report, language)


def advice(report: Report, to_mend: int, *, is_decided: bool, language: str = GERMAN) -> str:
    """Say what to do next; empty where there is nothing to do."""
    _ = messages(language).gettext
    if report.status in BROKEN:
        return _("To do: see at the source what stands below. The next harvest tries again by itself.")
    if report.status is Status.HELD and not is_decided:
        return _("To do: check what stands below. If it is right, please confirm; if not, complete the delivery – the next harvest notices.")
    if to_mend:
        return _("To do: below stands for each dataset what is missing and where. Just mend it and deliver again; the next harvest fetches it.")
    return ""


def _held(held: Held, to_mend: int, language: str) -> str:
    """Say what a run held, and what else there is to do."""
    _, count = messages(language).gettext, _counting(language)
    gone = len(set(held.missing) - set(held.renamed.values()))
    failed = to_mend - len(held.renamed)
    said = [count("{number} dataset is missing in the delivery", "{number} datasets are missing in the delivery", gone)] if gone else []
    said += [count("{number} dataset looks renamed", "{number} datasets look renamed", len(held.renamed))] if held.renamed else []
    told = _("The harvest is held: {reasons}. Until somebody confirms, everything stays published.").format(reasons=_(" and ").join(said))
    return f"{told} {count('Besides, {number} dataset needs your help.', 'Besides, {number} datasets need your help.', failed)}" if failed > 0 else told


def _in_order(report: Report, to_mend: int, to_improve: int, language: str) -> str:
    """Say how many datasets of a source are in order, and what the others wait for."""
    _, count = messages(language).gettext, _counting(language)
    numbers = {Result(name): number for name, number in report.counts.items()}
    total = sum(number for one, number in numbers.items() if one not in NOT_IN_THE_CATALOGUE)
    waiting, missing = numbers.get(Result.WAITING, 0), numbers.get(Result.MISSING, 0)
    fine = max(0, total - to_mend - waiting - missing)
    if not total:
        return _("There is no dataset in this source.")
    improvable = [count("{number} could say more", "{number} could say more", to_improve)] if to_improve else []
    if fine == total:
        return _("; ").join([count("The dataset is in order", "All {number} datasets are in order", total), *improvable]) + "."
    of = count("of {number} dataset", "of {number} datasets", total)
    said = [messages(language).ngettext("{number} {of} is in order", "{number} {of} are in order", fine).format(number=fine, of=of), *improvable]
    least = _("at least {said}") if to_mend >= ON_A_PAGE else "{said}"
    said += [least.format(said=count("{number} needs your help", "{number} need your help", to_mend))] if to_mend else []
    said += [count("{number} is still to be delivered", "{number} are still to be delivered", waiting)] if waiting else []
    said += [count("{number} is missing in the delivery", "{number} are missing in the delivery", missing)] if missing else []
    return _("; ").join(said) + "."


def _counting(language: str) -> Callable[[str, str, int], str]:
    ngettext = messages(language).ngettext
    return lambda one, many, number: ngettext(one, many, number).format(number=number)
