"""What the assistant costs: the turn bench (`python -m bench`), and the fit of the confidence gate."""
