"""How dates, times and numbers are written; Django has no formats for Kazakh, and American ones for English."""
