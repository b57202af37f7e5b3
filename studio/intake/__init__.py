"""From files to rows: opening, cutting into lines, reading each line. It never writes a source."""
