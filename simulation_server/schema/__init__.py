"""What every part of Mesonaut speaks: recipes, states, results, messages, units. No I/O."""
