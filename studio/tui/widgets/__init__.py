"""What screens are made of. A widget shows what it is given; it asks no session."""
