"""What staff change of the tables that ship with the product (từ ngữ): approved entries lie over the shipped ones."""
