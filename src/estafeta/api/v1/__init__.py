"""One file per noun; each call asks a query or calls a service."""
