"""A report as one HTML file that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from claims.reports.outline import Badge, Fact, Facts, Heading, Paragraph, Part, Quotation

STYLE = """
:root{color-scheme:light dark;--ink:#16212b;--quiet:#51606d;--line:#d5dbe1;
--good:#0b5d3b;--half:#7a4b00;--bad:#9b1c1c;--other:#3a4a5e}
@media(prefers-color-scheme:dark){:root{--ink:#e8edf2;--quiet:#a3b1be;--line:#3a4652;
--good:#6fd3a4;--half:#f0be6a;--bad:#ff9c9c;--other:#b9c7d6;background:#12181e}}
body{font:1rem/1.55 system-ui,sans-serif;color:var(--ink);max-width:46rem;
margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.25rem;margin-top:3rem;border-top:2px solid var(--line);padding-top:1rem}
h3{font-size:1.0625rem;margin-top:2rem}h4{font-size:1rem;margin:1.25rem 0 .5rem}
p{white-space:pre-line}blockquote{margin:0 0 .75rem;padding-inline-start:1rem;
border-inline-start:3px solid var(--line);color:var(--quiet);white-space:pre-line}
mark{background:none;color:var(--ink);font-weight:700;text-decoration:underline}
dl{display:grid;grid-template-columns:minmax(6rem,auto) 1fr;gap:.125rem 1rem;font-size:.875rem;margin:0 0 1rem}
dt{color:var(--quiet)}dd{margin:0}.badge{display:inline-block;border:2px solid;border-radius:4px;
padding:.125rem .625rem;font-weight:700}
.true,.mostly_true{color:var(--good)}.mixed,.mostly_false,.conflicting{color:var(--half)}.false{color:var(--bad)}
.not_enough_evidence,.satire,.other{color:var(--other)}a{color:inherit}
@media(max-width:30rem){dl{grid-template-columns:1fr}dd{margin-bottom:.375rem}}@media print{body{margin:0;max-width:none}}
""".strip()

POLICY = (
    "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'; "
    f"style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"
)
"""The Content-Security-Policy a served report needs: its own style and nothing else."""


def write(outline: Sequence[Part], language: str) -> bytes:
    """UTF-8; every word of it escaped."""
    title = next((part.text for part in outline if isinstance(part, Heading)), "")
    return format_html(
        '<!doctype html>\n<html lang="{}">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<title>{}</title>\n<style>{}</style>\n<main>\n{}\n</main>\n</html>\n",
        language, title, mark_safe(STYLE), format_html_join("\n", "{}", ((_html(part),) for part in outline)),  # noqa: S308  # our own constant
    ).encode()  # fmt: skip


def _html(part: Part) -> SafeString:
    match part:
        case Heading():
            return format_html("<h{}>{}</h{}>", part.level, part.text, part.level)
        case Paragraph():
            return format_html("<p>{}</p>", part.text)
        case Quotation():
            return format_html(
                "<blockquote>{}<mark>{}</mark>{}</blockquote>", part.prefix, part.exact, part.suffix
            )  # fmt: skip
        case Badge():
            return format_html('<p><span class="badge {}">{}</span></p>', part.family, part.name)
        case Facts():
            return format_html("<dl>{}</dl>", format_html_join("", "<dt>{}</dt><dd>{}</dd>", map(_fact, part.rows)))


def _fact(fact: Fact) -> tuple[str, str]:
    value = format_html('<a href="{}" rel="noopener">{}</a>', fact.href, fact.value) if fact.href else fact.value
    return fact.label, value
