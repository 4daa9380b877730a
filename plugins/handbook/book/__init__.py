"""The printed outputs: articles as HTML → one Typst document → PDF.

- `writer` turns the HTML of one article into Typst source and says what it does not know;
- `volume` says which pages a book holds, in which order, and writes the whole document;
- `handouts` says what stands on a page to pin up, `sheets` and `packs` make documents of such pages;
- `typesetting` turns a document into a PDF;
- `typst/*.typ` is how it looks: page, type, headings, callouts, tables, cover.

Knows the articles and core, no MkDocs and no terminal.
"""
