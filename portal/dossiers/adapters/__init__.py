"""One kind of portal an adapter: what it is asked (`national`, `opencps`, `igate`) and how its record is read (`*_record`)."""
