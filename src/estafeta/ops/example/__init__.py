"""The example campaign: the relay of 2010 replayed. Words, plan and loading, each in its own room."""
