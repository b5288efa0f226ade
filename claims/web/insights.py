"""The desk's work looked at as a whole: how it rates, how well it agrees, how long it takes, what publishers answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims import queries
from claims.agreement import Figure
from claims.filters import AgreementFilters, OfClaims, Period
from claims.insights.agreement import Agreement, PairOfReviewers, RatingsMet, agreement_on
from claims.insights.differences import DifferedOn
from claims.insights.verdicts import distribution
from claims.insights.work import PublisherAnswers, TimesToDecision, corrections_by_publisher, times_to_decision
from claims.models import Claim, Outcome, Rating
from claims.web.charts import BarChart, HeatMap, bar_chart, heat_map
from factcheck.desks.models import User
from factcheck.desks.reading import reading
from factcheck.web.lists import Listing, listing
from factcheck.web.pages import PageRequest, page

RELIABLE, TENTATIVE = 0.8, 0.667
"""Krippendorff 2004, p. 241: rely on what has 0.800; draw tentative conclusions from 0.667 on."""
MOST_IN_A_MAP = 10
"""Reviewers in the map: those with most verdicts in common with others. The table has all pairs."""
MOST_PUBLISHERS = 20


@page
def insights(request: PageRequest) -> HttpResponse:
    """Charts, each with its table, over the claims that the filters leave; as far as one may see their verdicts."""
    found = listing(
        request, AgreementFilters, Claim.objects.visible_to(request.actor).live(),
        always=("desk", "claimed_after", "topic", "period"), choices={"rating": queries.ratings_known_to(request.actor)},
    )  # fmt: skip
    claims = found.rows
    with reading():
        agreement = agreement_on(request.actor, claims, request.GET.get("period") or Period.QUARTER)
        times = times_to_decision(request.actor, claims)
        answers = corrections_by_publisher(request.actor, claims)[:MOST_PUBLISHERS]
    given = distribution(agreement.verdicts, agreement.scale)
    context = {
        "list": found, "nav": "insights", "matrix_query": _query_of(found),
        "agreement": agreement, "on_what": _on_what(agreement), "where": _where(agreement),
        "second_looks": _second_looks(agreement),
        "pairs": [(pair, shown_figure(pair.kappa)) for pair in agreement.pairs], "map": _map(agreement.pairs),
        "table": _confusion(agreement.confusion),
        "differed_on": agreement.differed_on, "differed_chart": _differed_chart(agreement.differed_on),
        "periods": [(p.name, shown_figure(p.nominal), shown_figure(p.ordinal)) for p in agreement.periods],
        "given": given, "given_chart": _given_chart(given),
        "decided": times.decided, "median": _median(times), "times": _times(times), "times_chart": _times_chart(times),
        "answers": answers, "answers_chart": _answers_chart(answers), "outcomes": Outcome.choices,
    }  # fmt: skip
    return render(request, "claims/insights.html", context)


def _query_of(found: Listing[Claim]) -> str:
    """The filters as the export of the matrix takes them."""
    asked = {name: found.form.data[name] for name in OfClaims.base_filters if found.form.data.get(name)}
    return f"?{urlencode(asked)}" if asked else ""


# Figures ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownFigure:
    """A figure in words; `value` is a dash where it is undefined, and `meaning` says why."""

    value: str
    interval: str
    n: int
    meaning: str


def shown_figure(figure: Figure) -> ShownFigure:
    if figure.value is None:
        return ShownFigure("–", "", figure.units, _(str(figure.why_undefined)))
    between = figure.interval
    interval = (
        _("%(low)s to %(high)s") % {"low": _number(between.low), "high": _number(between.high)} if between else ""
    )
    return ShownFigure(_number(figure.value), interval, figure.units, _meaning(figure))


def _number(value: float) -> str:
    return number_format(round(value, 2) + 0.0, 2)  # never -0.00


def _meaning(figure: Figure) -> str:
    """What a chance-corrected figure lets one conclude, and whether its interval says otherwise."""
    value, low = figure.value or 0.0, figure.interval.low if figure.interval else None
    if value >= RELIABLE:
        said = _("Reliable: another reviewer would most likely say the same.")
    elif value >= TENTATIVE:
        said = _("Good enough for tentative conclusions.")
    elif value > 0:
        said = _("Better than chance, but one reviewer alone is not to be relied on.")
    else:
        said = _("No better than chance.")
    if low is None:
        return said + " " + _("There is too little to say how certain that is.")
    if value >= TENTATIVE and low < TENTATIVE:
        return said + " " + _("But the interval reaches below 0.67: judge more claims before relying on it.")
    return said


@dataclass(frozen=True)
class Named:
    name: str
    about: str
    figure: ShownFigure
    compared: str
    """How many of what."""


def _on_what(found: Agreement) -> list[Named]:
    told = [
        (_("Krippendorff’s alpha, ordinal"), _("near misses count less than opposite verdicts"), found.ordinal),
        (_("Krippendorff’s alpha, nominal"), _("the same rating or another"), found.nominal),
        (_("Fleiss’ kappa"), _("the same rating or another, claim by claim"), found.fleiss),
    ]
    return [Named(name, about, shown_figure(figure), _claims(figure.units)) for name, about, figure in told]


def _where(found: Agreement) -> list[Named]:
    span = found.span
    f1 = shown_figure(span.f1)
    if span.f1.value is not None:
        share = number_format(round(100 * span.f1.value))
        f1 = ShownFigure(
            f1.value, f1.interval, f1.n, _("Two people marked %(share)s %% of their words alike.") % {"share": share}
        )
    texts = ngettext("%(n)d text", "%(n)d texts", span.texts) % {"n": span.texts}
    return [
        Named(_("F1 of the words marked"), _("the mean over pairs of people; not corrected for chance"), f1, texts),
        Named(_("Krippendorff’s alpha for unitizing"), _("corrected for chance"), shown_figure(span.alpha_u), texts),
    ]


def _second_looks(found: Agreement) -> list[Named]:
    told = [
        (_("Second looks and others’ verdicts"), found.second_looks.by_others),
        (_("Second looks and one’s own verdicts"), found.second_looks.by_themselves),
    ]
    return [
        Named(
            name, _("Cohen’s kappa"), shown_figure(figure),
            ngettext("%(n)d pair of verdicts", "%(n)d pairs of verdicts", figure.units) % {"n": figure.units},
        )
        for name, figure in told
    ]  # fmt: skip


# Charts and tables -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AgreementMap:
    people: list[str]
    """The names behind the map's numbers, in order."""
    heat: HeatMap
    left_out: int


def _map(pairs: Sequence[PairOfReviewers]) -> AgreementMap | None:
    if not pairs:
        return None
    in_common: Counter[User] = Counter()
    for pair in pairs:
        in_common.update({pair.a: pair.kappa.units, pair.b: pair.kappa.units})
    people = sorted((person for person, _n in in_common.most_common(MOST_IN_A_MAP)), key=str)
    place = {person: at for at, person in enumerate(people)}
    values = {}
    for pair in pairs:
        if pair.a in place and pair.b in place:
            told = shown_figure(pair.kappa)
            words = f"{pair.a} – {pair.b}: {told.value}, {_claims(told.n)}"
            for at in ((place[pair.a], place[pair.b]), (place[pair.b], place[pair.a])):
                values[at] = (pair.kappa.value, told.value, words)
    return AgreementMap([str(p) for p in people], heat_map(len(people), values), len(in_common) - len(people))


def _claims(n: int) -> str:
    return ngettext("%(n)d claim", "%(n)d claims", n) % {"n": n}


@dataclass(frozen=True)
class ConfusionTable:
    ratings: list[Rating]
    rows: list[tuple[Rating, list[tuple[int, bool]]]]
    """Of each rating, how often it stood against each, and whether that is itself."""


def _confusion(met: Sequence[RatingsMet]) -> ConfusionTable:
    counts = {(one.a.finding, one.b.finding): one.n for one in met} | {
        (one.b.finding, one.a.finding): one.n for one in met
    }
    ratings = {rating.finding: rating for one in met for rating in (one.a, one.b)}
    ordered = sorted(ratings.values(), key=lambda r: (r.value is None, r.value or 0))
    rows = [(r, [(counts.get((r.finding, other.finding), 0), r == other) for other in ordered]) for r in ordered]
    return ConfusionTable(ordered, rows)


def _given_chart(given: Sequence[tuple[Rating, int]]) -> BarChart:
    return bar_chart([(rating.name, [(f"family-{rating.family}", rating.name, n)]) for rating, n in given])


def _differed_chart(differences: Sequence[DifferedOn]) -> BarChart:
    return bar_chart([(str(one.code.label), [("plain", str(one.code.label), one.n)]) for one in differences])


def _median(times: TimesToDecision) -> str:
    days = times.median_days or 0.0
    if days >= 1:
        return _("%(n)s days") % {"n": number_format(days, 1)}
    return _("%(n)s hours") % {"n": number_format(24 * days, 1)}


def _times(times: TimesToDecision) -> list[tuple[str, int]]:
    return [(_days(start, end), n) for start, end, n in times.groups]


def _days(start: int, end: int | None) -> str:
    if start == 0:
        return _("Less than a day")
    if end is None:
        return _("%(start)d days or more") % {"start": start}
    return _("%(start)d to less than %(end)d days") % {"start": start, "end": end}


def _times_chart(times: TimesToDecision) -> BarChart:
    return bar_chart([(label, [("plain", label, n)]) for label, n in _times(times)])


def _answers_chart(answers: Sequence[PublisherAnswers]) -> BarChart:
    return bar_chart(
        [
            (
                one.publisher or _("No publisher named"),
                [(f"outcome-{value}", str(label), one.outcomes[value]) for value, label in Outcome.choices],
            )
            for one in answers
        ]
    )
