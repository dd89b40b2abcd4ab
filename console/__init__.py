"""The staff console (bàn làm việc): where the city's people keep the knowledge true. Its own program, off the public gateway."""
