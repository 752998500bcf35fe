"""The doors of the relay: batons, and the line that they draw."""
