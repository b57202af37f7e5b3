"""What the set lacks: the contract, its facets, counts and gaps. It reads no file and knows no screen."""
