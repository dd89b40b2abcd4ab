"""The kinds of jobs (`knowledge.editorial.work`), and which of them wait for one another."""

PUBLISH, ROLLBACK, EFFECT, CANDIDATE = "knowledge.publish", "knowledge.rollback", "knowledge.effect", "knowledge.candidate"
IMPORT, DRAFTS, SYNC, LINKS = "knowledge.import", "knowledge.drafts", "knowledge.sync", "knowledge.links"

# One job of a lane is done at a time. What asks other machines takes hours, and holds up no publish.
RELEASES = (PUBLISH, ROLLBACK, EFFECT, CANDIDATE)
INTAKE = (IMPORT, DRAFTS)
OUTSIDE = (SYNC, LINKS)
LANES = (RELEASES, INTAKE, OUTSIDE)
KINDS = tuple(kind for lane in LANES for kind in lane)
