"""The desk for where a dossier stands: `desk` is the door, `form` hears answers, `lookup` asks the portal, `news` follows."""
