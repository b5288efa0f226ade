"""What is read of agreement, declared for the OpenAPI description."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.outputs import RatingOut
from claims.models.decision import ReasonCode
from factcheck.api.outputs import Output, PersonOut


class IntervalOut(Output):
    """95%, by drawing the claims (or texts) again."""

    low = serializers.FloatField()
    high = serializers.FloatField()


class CertaintyOut(Output):
    interval = IntervalOut(allow_null=True, help_text="Null also where fewer than ten were compared, or all agree.")
    why_undefined = serializers.CharField(allow_null=True)


class FigureOut(CertaintyOut):
    value = serializers.FloatField(allow_null=True)
    n = serializers.IntegerField(help_text="Claims, texts or pairs of verdicts that were compared.")


class AlphaOut(Output):
    nominal = serializers.FloatField(allow_null=True)
    ordinal = serializers.FloatField(
        allow_null=True, help_text="By the values of the scale in force; ratings without one are left out."
    )


class PairOut(CertaintyOut):
    a = PersonOut()
    b = PersonOut()
    kappa = serializers.FloatField(allow_null=True)
    n = serializers.IntegerField(help_text="Claims that both judged.")


class SpanAgreementOut(Output):
    f1 = serializers.FloatField(allow_null=True, help_text="Of the code points marked, the mean over pairs of people.")
    alpha_u = serializers.FloatField(allow_null=True, help_text="Krippendorff's alpha for unitizing.")
    texts = serializers.IntegerField(help_text="Texts in which two or more people marked claims.")
    raters = serializers.IntegerField()


class RatingsMetOut(Output):
    a = RatingOut()
    b = RatingOut()
    n = serializers.IntegerField(help_text="How often two reviewers gave these two ratings to one claim.")


class DifferedOnOut(Output):
    code = serializers.ChoiceField(choices=ReasonCode.choices)
    n = serializers.IntegerField(help_text="Decisions in force that say they settled such a difference.")


class FiguresOut(Output):
    nominal = FigureOut()
    ordinal = FigureOut()
    fleiss_kappa = FigureOut()
    f1 = FigureOut()
    alpha_u = FigureOut()


class PeriodOut(Output):
    name = serializers.CharField(help_text="`2018-Q4` or `2018-12`, in UTC: when the claim was judged last.")
    nominal = FigureOut()
    ordinal = FigureOut()


class SecondLooksOut(Output):
    by_others = FigureOut(help_text="Cohen's kappa of second looks and other reviewers' verdicts.")
    by_themselves = FigureOut(help_text="Cohen's kappa of second looks and the same reviewer's verdict.")


class LeftOutOut(Output):
    single = serializers.IntegerField(help_text="Verdicts that are the only one on their claim.")
    without_place = serializers.IntegerField(
        help_text="Verdicts whose rating has no place in the order; not in `ordinal`."
    )
    unnamed = serializers.IntegerField(help_text="Verdicts whose reviewer may not be named yet; not in `cohen_kappa`.")
    second_looks = serializers.IntegerField(help_text="Second looks; in `second_looks` alone.")


class AgreementOut(Output):
    units = serializers.IntegerField(help_text="Claims with verdicts of two or more reviewers.")
    raters = serializers.IntegerField(help_text="Reviewers who gave them.")
    krippendorff_alpha = AlphaOut()
    fleiss_kappa = serializers.FloatField(allow_null=True)
    cohen_kappa = PairOut(many=True)
    span = SpanAgreementOut()
    confusion = RatingsMetOut(many=True)
    reason_codes = DifferedOnOut(
        many=True,
        help_text="What verdicts differed on, as the decisions say that the caller may see; most frequent first.",
    )
    figures = FiguresOut(
        help_text="The figures once more, each with how many were compared, its interval, or why it is null."
    )
    periods = PeriodOut(many=True, help_text="The newest twelve, oldest first.")
    second_looks = SecondLooksOut()
    left_out = LeftOutOut()
