"""Row shapes on disk, one file each. An exporter writes a row or says why it cannot; it bends none."""
