"""A terminal studio that turns raw rows into fine-tuning data. Import what you need from its modules."""

__version__ = "0.1.0"
