"""How form fields become HTML: by Django's own templates, but for what those take long over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.widgets import Select
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe


class Fields(DjangoTemplates):
    """Writes what is chosen from itself, to the letter as Django's template does, which includes two more for each choice."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name == Select.template_name:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: Mapping[str, Any]) -> SafeString:
    groups = "".join(_group(name, options) for name, options, _index in widget["optgroups"])
    said = f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget)}>{groups}\n</select>'
    return mark_safe(said)  # noqa: S308  # escaped piece by piece


def _group(name: Any, options: Iterable[Mapping[str, Any]]) -> str:
    told = "".join(f"\n  {_option(option)}" for option in options)
    return f'\n  <optgroup label="{conditional_escape(name)}">{told}\n  </optgroup>' if name else told


def _option(option: Mapping[str, Any]) -> str:
    words = conditional_escape(str(option["label"]))
    return f'<option value="{conditional_escape(str(option["value"]))}"{_attributes(option)}>{words}</option>\n'


def _attributes(widget: Mapping[str, Any]) -> str:
    told = ((name, value) for name, value in widget["attrs"].items() if value is not False)
    return "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(str(value))}"' for name, value in told
    )
