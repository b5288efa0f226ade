"""The verdict report of a claim, or of an article with all its claims.

`dossier` gathers what is known, `outline` says in which order it is told, and one module writes each form:

    claim_dossier(actor, claim, base) → outline_of(dossier) → html | markdown | pdf | docx
                                      → as_json(dossier)
"""

from .dossier import Dossier, article_dossier, claim_dossier
from .forms import FORMS, Form, write

__all__ = ["FORMS", "Dossier", "Form", "article_dossier", "claim_dossier", "write"]
