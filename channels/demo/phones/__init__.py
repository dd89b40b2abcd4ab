"""What people see of a platform: a phone each, drawn by the page of `troly demo`."""
