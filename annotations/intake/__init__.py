"""From what an article came as to its canonical text."""

from .html import ExtractedArticle, extract_html

__all__ = ["ExtractedArticle", "extract_html"]
