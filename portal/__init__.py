"""The service portal (cổng dịch vụ công): ports to systems outside, each with a sample adapter that ships with the product."""
