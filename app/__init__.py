"""Entry points: the `mesonaut` command and what it composes from the two halves."""
