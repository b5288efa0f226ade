"""Articles, their texts, and places in them."""

from .anchor import Anchor
from .annotation import Annotation
from .article import Article, ArticleURL
from .capture import Capture
from .revision import Revision

__all__ = ["Anchor", "Annotation", "Article", "ArticleURL", "Capture", "Revision"]
