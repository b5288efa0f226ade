"""From what an article came as to its canonical text."""

from .archives import Original, original_url
from .article import LARGEST_FILE, LONGEST_TEXT, ExtractedArticle
from .document import ENDINGS, read_document
from .html import extract_html

__all__ = [
    "ENDINGS", "LARGEST_FILE", "LONGEST_TEXT", "ExtractedArticle", "Original", "extract_html", "original_url",
    "read_document",
]  # fmt: skip
