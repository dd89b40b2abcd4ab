"""Setting the product up and checking it: standard library only, since nothing is installed yet when it runs."""
