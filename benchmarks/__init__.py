"""What is fast, measured beside a named peer in one run. Nothing here is a test."""
