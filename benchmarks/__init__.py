"""Measures this generator beside its peers, on the same made-up handbook."""
