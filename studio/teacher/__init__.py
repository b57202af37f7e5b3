"""Claude as teacher: what is asked, what it costs, what came back. Nothing here accepts a row."""
