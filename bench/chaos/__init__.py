"""The chaos bench: people write on three channels while the programs are killed at random. `python -m bench.chaos`."""
