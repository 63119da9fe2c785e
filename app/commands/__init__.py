"""One module a command; each stays importable without the heavy libraries of the others."""
