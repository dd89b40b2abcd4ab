"""The desk for where a dossier stands: `desk` is the door, `form` hears answers, `lookup` goes to the portal, `news` follows."""
