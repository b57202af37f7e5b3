"""What Claude can be asked to do. One file is one verb, found by its name `VERB`. Nothing here sends."""
