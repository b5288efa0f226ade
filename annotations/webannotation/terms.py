"""The words of the standards: contexts, media type, link relations."""

from __future__ import annotations

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
LDP_CONTEXT = "http://www.w3.org/ns/ldp.jsonld"
JSON_LD = "application/ld+json"
MEDIA_TYPE = f'{JSON_LD}; profile="{CONTEXT}"'

LDP = "http://www.w3.org/ns/ldp#"
OA = "http://www.w3.org/ns/oa#"
RESOURCE_LINK = f'<{LDP}Resource>; rel="type"'
CONTAINER_LINK = (
    f'<{LDP}BasicContainer>; rel="type", <http://www.w3.org/TR/annotation-protocol/>; rel="{LDP}constrainedBy"'
)

Step = str | int
"""One step into a JSON value: the name of a member, or the index of an item."""


def pointer_of(steps: tuple[Step, ...]) -> str:
    """Steps as a JSON pointer (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def listed(value: object) -> list[object]:
    """One value or many, as JSON-LD writes them, always as a list; nothing as none."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def service_link(desk_slug: str) -> str:
    """The `Link` header of a page that can be annotated: where its desk's annotations are (annotation-protocol §3.1)."""
    return f'</wa/{desk_slug}/>; rel="{OA}annotationService"'
