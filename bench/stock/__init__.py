"""A stock Rasa assistant with our training data: what the turn bench compares with."""
