"""The command line: parse, call a Session verb, print. It holds no logic of its own."""
