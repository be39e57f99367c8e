"""Other tools' files in and out, one module a format. Formats do not know each other."""
