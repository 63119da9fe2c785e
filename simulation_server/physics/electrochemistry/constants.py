"""Constants of nature (CODATA 2018) and the temperature of every cell, 25 C."""

FARADAY = 96485.33212
"""C/mol."""
GAS_CONSTANT = 8.314462618
"""J/(mol K)."""
TEMPERATURE_K = 298.15
THERMAL_V = GAS_CONSTANT * TEMPERATURE_K / FARADAY
"""RT/F in V."""
