"""Labels: what people say a text means, whether they agree, and which texts learn and which measure."""
