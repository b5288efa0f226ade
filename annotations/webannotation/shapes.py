"""Bodies, targets, selectors and states, held against the model (https://www.w3.org/TR/annotation-model/, sections 3 and 4).

What passes may be kept and given back: it breaks no "must" of the model. Whether it can be understood is another question.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from annotations.webannotation.values import (
    Steps,
    check_agents,
    check_iri,
    check_iris,
    check_object,
    check_string,
    check_time,
    each,
    is_iri,
    refuse,
)

SETS = ("Choice", "Composite", "List", "Independents")
STATES = ("TimeState", "HttpRequestState")
DIRECTIONS = ("ltr", "rtl", "auto")


def check_bodies(value: object) -> None:
    """`body` of an annotation: IRIs, external resources, textual bodies, specific resources, and sets of them."""
    for one, here in each(value, ("body",)):
        _check_resource(one, here, may_be_text=True)


def check_targets(value: object) -> None:
    """`target` of an annotation: the same without text; there is at least one."""
    targets = each(value, ("target",))
    if not targets:
        refuse(("target",), "An annotation has at least one target.")
    for one, here in targets:
        _check_resource(one, here, may_be_text=False)


def has_style(value: object) -> bool:
    """Whether a style class is named anywhere in bodies or targets."""
    if isinstance(value, list):
        return any(has_style(one) for one in value)
    return isinstance(value, dict) and ("styleClass" in value or has_style(value.get("items")))


def _check_resource(value: object, at: Steps, *, may_be_text: bool) -> None:
    if isinstance(value, str):
        check_iri(value, at)
        return
    resource = check_object(value, at)
    kind = _kind_of(resource, at, may_be_text=may_be_text)
    if kind in ("items", "id") and "purpose" in resource:
        refuse(
            (*at, "purpose"), "Only text and specific resources have a purpose; wrap this one in a SpecificResource."
        )
    if kind == "items":
        _check_set(resource, at, may_be_text=may_be_text)
    elif kind == "source":
        _check_specific(resource, at)
    elif kind == "value":
        check_string(resource["value"], (*at, "value"))
    _check_common(resource, at)


def _kind_of(resource: dict[str, Any], at: Steps, *, may_be_text: bool) -> str:
    """The member that says what a resource is: `items`, `source`, `value` or `id`; it has one of the first three at most."""
    found = [name for name in ("items", "source", "value") if name in resource]
    if "target" in resource:
        refuse((*at, "target"), "Only an annotation has a target; name the annotation by its IRI.")
    if len(found) > 1:
        refuse((*at, found[1]), f"A resource with `{found[0]}` has no `{found[1]}`.")
    if resource.get("type") == "TextualBody" or found == ["value"]:
        if not may_be_text:
            refuse(at, "A target is not text: give an IRI, or a SpecificResource with its `source`.")
        if found != ["value"]:
            refuse(at, "A TextualBody has a `value`.")
    if not found and resource.get("type") in SETS:
        refuse(at, "A set has `items`.")
    if not found and not is_iri(resource.get("id")):
        refuse(
            at,
            "A resource has an `id` that is an IRI, a `source`, or `items`" + (", or a `value`." * may_be_text or "."),
        )
    return found[0] if found else "id"


def _check_set(resource: dict[str, Any], at: Steps, *, may_be_text: bool) -> None:
    if resource.get("type") not in SETS:
        refuse((*at, "type"), f"What has `items` is one of {', '.join(SETS)}.")
    items = resource["items"]
    if not isinstance(items, list) or not items:
        refuse((*at, "items"), "This should be a list of at least one resource.")
    for one, here in each(items, (*at, "items")):
        _check_resource(one, here, may_be_text=may_be_text)


def _check_specific(resource: dict[str, Any], at: Steps) -> None:
    source = resource["source"]
    if isinstance(source, dict):
        check_iri(source.get("id"), (*at, "source", "id"))
        for name in ("source", "items", "value"):
            if name in source:
                refuse((*at, "source", name), f"The source of a resource is a whole, and has no `{name}`.")
        _check_common(source, (*at, "source"))
    else:
        check_iri(source, (*at, "source"))
    if resource.get("selector") == []:
        refuse((*at, "selector"), "There is no selector in it. Leave `selector` out to mean the whole article.")
    for one, here in each(resource.get("selector"), (*at, "selector")):
        check_selector(one, here)
    for one, here in each(resource.get("state"), (*at, "state")):
        _check_state(one, here)
    for one, here in each(resource.get("scope"), (*at, "scope")):
        check_iri(one, here)
    check_agents(resource.get("renderedVia"), (*at, "renderedVia"))


def _check_common(resource: dict[str, Any], at: Steps) -> None:
    """Members that any resource may have."""
    for name, check in _COMMON.items():
        if name in resource:
            check(resource[name], (*at, name))
    for name in ("selector", "state", "styleClass"):
        if name in resource and "source" not in resource:
            refuse((*at, name), f"Only a SpecificResource, which has a `source`, has a `{name}`.")


def _check_strings(value: object, at: Steps) -> None:
    for one, here in each(value, at):
        check_string(one, here)


def _check_direction(value: object, at: Steps) -> None:
    if value not in DIRECTIONS:
        refuse(at, f"This should be one of {', '.join(DIRECTIONS)}.")


_COMMON: dict[str, Callable[[object, Steps], object]] = {
    "id": check_iri, "canonical": check_iri, "via": check_iris, "rights": check_iris,
    "created": check_time, "modified": check_time, "creator": check_agents,
    "textDirection": _check_direction, "purpose": _check_strings, "styleClass": _check_strings,
}  # fmt: skip


def check_selector(value: object, at: Steps) -> None:
    """One selector with what refines it; an IRI leads to a selector elsewhere."""
    if isinstance(value, str):
        check_iri(value, at)
        return
    selector = check_object(value, at)
    kind = selector.get("type")
    if not isinstance(kind, str) or kind not in _SELECTORS:
        refuse((*at, "type"), f"A selector's type is one of {', '.join(_SELECTORS)}.")
    _SELECTORS[kind](selector, at)
    _check_refinements(selector, at)


def _check_valued(selector: dict[str, Any], at: Steps) -> None:
    check_string(selector.get("value"), (*at, "value"))


def _check_quote(selector: dict[str, Any], at: Steps) -> None:
    if not check_string(selector.get("exact"), (*at, "exact")):
        refuse((*at, "exact"), "The quote is empty; quote at least one character.")
    for name in ("prefix", "suffix"):
        check_string(selector.get(name, ""), (*at, name))


def _check_position(selector: dict[str, Any], at: Steps) -> None:
    for name in ("start", "end"):
        value = selector.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            refuse((*at, name), f"`{name}` is a whole number that counts from 0.")
    if selector["end"] <= selector["start"]:
        refuse((*at, "end"), "`end` is greater than `start`; a selection is not empty.")


def _check_range(selector: dict[str, Any], at: Steps) -> None:
    for name in ("startSelector", "endSelector"):
        check_selector(selector.get(name), (*at, name))


def _check_drawing(selector: dict[str, Any], at: Steps) -> None:
    if is_iri(selector.get("id")) == ("value" in selector):
        refuse(at, "An SvgSelector has its drawing as `value`, or an `id` that leads to it.")


_SELECTORS: dict[str, Callable[[dict[str, Any], Steps], None]] = {
    "FragmentSelector": _check_valued, "CssSelector": _check_valued, "XPathSelector": _check_valued,
    "TextQuoteSelector": _check_quote, "TextPositionSelector": _check_position, "DataPositionSelector": _check_position,
    "SvgSelector": _check_drawing, "RangeSelector": _check_range,
}  # fmt: skip


def _check_refinements(value: dict[str, Any], at: Steps) -> None:
    for one, here in each(value.get("refinedBy"), (*at, "refinedBy")):
        if isinstance(one, dict) and one.get("type") in STATES:
            _check_state(one, here)
        else:
            check_selector(one, here)


def _check_state(value: object, at: Steps) -> None:
    """One state: when and how the source was as it is meant (annotation-model §4.3)."""
    if isinstance(value, str):
        check_iri(value, at)
        return
    state = check_object(value, at)
    kind = state.get("type")
    if kind == "TimeState":
        _check_time_state(state, at)
    elif kind == "HttpRequestState":
        check_string(state.get("value"), (*at, "value"))
    elif kind is not None or not is_iri(state.get("id")):
        refuse((*at, "type"), f"A state's type is one of {', '.join(STATES)}; one without a type has an `id`.")
    _check_refinements(state, at)


def _check_time_state(state: dict[str, Any], at: Steps) -> None:
    given = [name for name in ("sourceDate", "sourceDateStart", "sourceDateEnd") if name in state]
    if given not in (["sourceDate"], ["sourceDateStart", "sourceDateEnd"]):
        refuse(at, "A TimeState has either `sourceDate`, or `sourceDateStart` and `sourceDateEnd`.")
    for name in given:
        check_time(state[name], (*at, name))
    check_iris(state.get("cached"), (*at, "cached"))
