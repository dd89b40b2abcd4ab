"""The desk of labels (gán nhãn): the inbox, labelling by the keyboard, second readers."""
