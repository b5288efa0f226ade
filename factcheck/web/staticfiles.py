"""Static files under names that carry a hash of their content, so that a browser may keep each one for ever."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise ships no types
    """Also rewrites the imports between our ES modules, so that a changed module is fetched anew through every importer.

    Only modules under `js/` are rewritten: minified third-party code holds text that merely looks like an import.
    Django's pattern asks for one import or export per statement, with a relative path and a closing semicolon.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )
