"""The training room: the examples in files, the inbox of what people really wrote, and the labels."""
