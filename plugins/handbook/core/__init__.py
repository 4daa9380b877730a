"""What a handbook is: its text, its entries, its sources. Knows no MkDocs, no theme, no terminal."""
