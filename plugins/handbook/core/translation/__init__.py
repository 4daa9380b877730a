"""How far each translation has come: passages of source, base and translation, compared."""
