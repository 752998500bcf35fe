"""Acts on the tree of territories."""

from estafeta.territories.services.builtin import load_builtin

__all__ = ["load_builtin"]
