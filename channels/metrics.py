"""What the gateway counts. Labels come from closed lists: nothing a person wrote, nothing that names them."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from channels.delivery.metrics import DeliveryMetrics

_SECONDS = (0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6, 12)


class Metrics:
    """One registry an application, so that two applications in one process never add up."""

    def __init__(self) -> None:
        """Register every metric of the gateway."""
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.messages = self._counter("troly_messages", "Messages answered, by channel and status", "channel", "status")
        self.errors = self._counter("troly_errors", "Problems told to clients, by code", "code")
        self.limited = self._counter("troly_rate_limited", "Messages refused because one person was too fast", "channel")
        self.limiter_down = self._counter("troly_rate_limiter_failures", "Messages let through because the rate limiter failed")
        self.transcript_failures = self._counter("troly_transcript_failures", "Turns not recorded, and sweeps that failed")
        self.identity_tokens = self._counter("troly_identity_tokens", "Identity tokens of the host page, by outcome", "outcome")
        self.repeats = self._counter("troly_repeated_messages", "Messages answered from memory: their id was known", "channel")
        self.overlay_failures = self._counter("troly_overlay_failures", "Changed settings that could not be read or used")
        self.turn = Histogram("troly_turn_seconds", "From message to answer", ["channel"], buckets=_SECONDS, registry=self.registry)
        self.delivery = DeliveryMetrics(self.registry)
        self.up = Gauge("troly_dependency_up", "1 when the part answered its last check", ["part"], registry=self.registry)
        self.event_streams = Gauge("troly_event_streams", "Open event streams of the web", registry=self.registry)

    def render(self) -> bytes:
        """Return the metrics in Prometheus' text form."""
        return generate_latest(self.registry)

    def _counter(self, name: str, description: str, *labels: str) -> Counter:
        return Counter(name, description, labels, registry=self.registry)
