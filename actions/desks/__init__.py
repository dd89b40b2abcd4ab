"""The matters the assistant deals with beside questions on procedures: one desk a file (`actions.turn.Desk`)."""
