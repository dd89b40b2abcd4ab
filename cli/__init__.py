"""The command line `troly`."""
