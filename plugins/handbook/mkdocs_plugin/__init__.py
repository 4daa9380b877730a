"""The handbook as a MkDocs site: thin hooks over core, and the build and the preview around them."""
