"""The figures to reach, each beside its limit, taken in one run: ratios do not mind a slow stretch of the machine."""
