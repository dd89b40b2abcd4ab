"""What people really wrote and the assistant may have misread, masked, each text once, the most useful first."""
