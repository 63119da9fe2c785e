"""Makes electrodes live and says how they perform: the computing half of Mesonaut."""
