"""The sample portal: invented dossiers of nobody, in every state, so that the first run and the tests have something true to the form."""
