"""A loopback server that speaks Anthropic's Messages API, for tests and benchmarks. It stays on 127.0.0.1."""
