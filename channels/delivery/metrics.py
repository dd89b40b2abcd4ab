"""What is counted on the way of a message. Labels come from closed lists."""

from prometheus_client import CollectorRegistry, Counter, Gauge

from conversations.letters import Depth


class DeliveryMetrics:
    """The counters of one program, in the registry it serves."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Register them."""

        def counter(name: str, description: str, *labels: str) -> Counter:
            return Counter(f"troly_{name}", description, labels, registry=registry)

        def gauge(name: str, description: str) -> Gauge:
            return Gauge(f"troly_{name}", description, ["box"], registry=registry)

        self.accepted = counter("inbox_accepted", "Events stored, by channel", "channel")
        self.repeated = counter("inbox_repeated", "Events that were stored before, by channel", "channel")
        self.refused = counter("inbox_refused", "Events refused because too many wait, by channel and reason", "channel", "reason")
        self.ended = counter("inbox_ended", "Messages that are over, by channel and how", "channel", "how")
        self.retries = counter("delivery_retries", "Tries put off, by box and class of the error", "box", "error")
        self.lost_leases = counter("delivery_lost_leases", "Work thrown away because its lease was over", "box")
        self.sent = counter("outbox_sent", "Messages a platform took, by channel", "channel")
        self.doubles = counter("outbox_doubles", "Messages that an echo shows to have been sent twice, by channel", "channel")
        self.unsure = counter("outbox_unsure", "Messages that may have been sent twice: the lease was over when they were", "channel")
        self.staff = counter("outbox_needs_staff", "Messages that wait for a person of ours to mend something", "channel")
        self.window = counter("outbox_window_closed", "Messages given up because the person wrote too long ago, by channel", "channel")
        self.waiting = gauge("delivery_waiting", "Messages that wait")
        self.oldest = gauge("delivery_oldest_seconds", "Age of the one that waits longest")
        self.dead = gauge("delivery_dead", "Messages given up, which operators may have delivered again")
        self.unaccounted = Gauge("troly_echoes_unaccounted", "Echoes of the platforms that no message accounts for", registry=registry)

    def depth(self, box: str, depth: Depth) -> None:
        """Show how full a box is."""
        self.waiting.labels(box).set(depth.waiting)
        self.oldest.labels(box).set(depth.oldest)
        self.dead.labels(box).set(depth.dead)
