"""How the demo encoder was trained. Nobody needs this to use the product."""
