"""The blocking spectrum of a volume from the command line: settings, result, files and figures."""
