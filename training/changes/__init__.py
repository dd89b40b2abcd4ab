"""Changes of the training data that one person proposes and another approves, planned anew from the files each time they are looked at."""
