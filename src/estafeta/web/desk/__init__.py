"""What the desk shows: what waits for somebody, what looks wrong, where nothing happens yet; and acts on many rows."""
