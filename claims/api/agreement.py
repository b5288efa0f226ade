"""How well a desk's reviewers agree."""

from __future__ import annotations

from django.http import HttpResponse
from rest_framework.request import Request

from claims.agreement import Figure
from claims.api import presenters
from claims.api.agreement_outputs import AgreementOut
from claims.filters import AgreementFilters, Period
from claims.insights.agreement import Agreement, InPeriod, agreement_on
from claims.models import Claim
from factcheck.api.presenters import Shown, person
from factcheck.api.views import Endpoint
from factcheck.desks.filters import narrowed
from factcheck.desks.reading import reading


class AgreementReport(Endpoint):
    """How well reviewers agree on the claims that fit: on what, each two of them, over time, and on where claims are.

    From the verdicts that count and that the caller may see alone; on a blind desk hidden ones are in no number. An undefined
    figure is null, and `figures` says why. The verdicts themselves are at `/export/agreement.csv`.
    """

    tag = "agreement"
    filters = AgreementFilters
    output = AgreementOut
    http_method_names = ["get", "head", "options"]

    def known_parameters(self) -> list[str]:
        return list(self.filters.base_filters)

    def get(self, request: Request) -> HttpResponse:
        claims = narrowed(self.filters, Claim.objects.visible_to(self.actor).live(), self.given, self.actor)
        with reading():
            found = agreement_on(self.actor, claims, self.given.get("period") or Period.QUARTER)
        return self.answer(_shown(found))


def _shown(found: Agreement) -> Shown:
    return {
        "units": found.units,
        "raters": found.raters,
        "krippendorff_alpha": {"nominal": found.nominal.value, "ordinal": found.ordinal.value},
        "fleiss_kappa": found.fleiss.value,
        "cohen_kappa": [
            {
                "a": person(pair.a), "b": person(pair.b), "kappa": pair.kappa.value, "n": pair.kappa.units,
                **_certainty(pair.kappa),
            }
            for pair in found.pairs
        ],
        "span": {
            "f1": found.span.f1.value, "alpha_u": found.span.alpha_u.value, "texts": found.span.texts,
            "raters": found.span.raters,
        },
        "confusion": [
            {"a": presenters.rating(met.a), "b": presenters.rating(met.b), "n": met.n} for met in found.confusion
        ],
        "reason_codes": [{"code": one.code.value, "n": one.n} for one in found.differed_on],
        "figures": {name: _figure(figure) for name, figure in _figures(found).items()},
        "periods": [_period(period) for period in found.periods],
        "second_looks": {
            "by_others": _figure(found.second_looks.by_others),
            "by_themselves": _figure(found.second_looks.by_themselves),
        },
        "left_out": found.left_out._asdict(),
    }  # fmt: skip


def _figures(found: Agreement) -> dict[str, Figure]:
    return {
        "nominal": found.nominal, "ordinal": found.ordinal, "fleiss_kappa": found.fleiss, "f1": found.span.f1,
        "alpha_u": found.span.alpha_u,
    }  # fmt: skip


def _figure(figure: Figure) -> Shown:
    return {"value": figure.value, "n": figure.units, **_certainty(figure)}


def _certainty(figure: Figure) -> Shown:
    interval = figure.interval
    return {
        "interval": {"low": interval.low, "high": interval.high} if interval else None,
        "why_undefined": str(figure.why_undefined) if figure.why_undefined else None,
    }


def _period(period: InPeriod) -> Shown:
    return {"name": period.name, "nominal": _figure(period.nominal), "ordinal": _figure(period.ordinal)}
