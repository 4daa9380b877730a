"""Pages as HTML articles: the templates of kinds and views, which the site and the book share.

Knows Jinja, no MkDocs and no theme. Everything is escaped by default; what is already HTML says so itself.
"""

from handbook.articles.render import Articles

__all__ = ["Articles"]
