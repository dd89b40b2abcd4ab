"""What lookups of dossiers count. Labels come from closed lists: no code, nobody's name."""

from prometheus_client import Counter, Gauge, Histogram

_SECONDS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 4, 6)

# The default registry: these live as long as the process, whichever wiring made the service.
lookups = Counter("troly_dossier_lookups", "Lookups by adapter and outcome", ["adapter", "outcome"])
seconds = Histogram("troly_dossier_lookup_seconds", "How long a portal took", ["adapter"], buckets=_SECONDS)
retries = Counter("troly_dossier_retries", "Calls tried a second time", ["adapter"])
logins = Counter("troly_dossier_logins", "Sessions and tokens asked for", ["adapter"])
cache_hits = Counter("troly_dossier_cache_hits", "Lookups answered from memory", ["adapter"])
resting = Gauge("troly_dossier_portal_resting", "Portals that failed and are left alone until a lookup succeeds", ["adapter"])
notices = Counter("troly_dossier_notices", "Looks at dossiers somebody wants news of, by outcome", ["outcome"])
