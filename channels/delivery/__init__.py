"""The way of a message between the platforms and the dialogue engine: nothing on it is lost, whoever dies."""
