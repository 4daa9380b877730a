"""A generator of cited, cross-linked, translated handbooks from structured Markdown."""
