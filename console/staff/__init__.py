"""The administrator's desk: who is on the staff, and what each may do."""
