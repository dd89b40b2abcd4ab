"""How an Official Account is reached: its ids, its secrets, where its interfaces are."""

from dataclasses import dataclass

from pydantic import SecretStr

from core.settings import Settings

_NONE = SecretStr("")


@dataclass(frozen=True)
class ZaloAccess:
    """One Official Account. Addresses are without a slash at the end, times in seconds."""

    app_id: str
    oa_id: str = ""
    oa_secret: SecretStr = _NONE  # of the webhook page
    app_secret: SecretStr = _NONE  # of the app: changes tokens; by some accounts' word it signs webhooks too
    access_token: SecretStr = _NONE  # the first pair, as the console gives it
    refresh_token: SecretStr = _NONE
    api_url: str = "https://openapi.zalo.me"
    oauth_url: str = "https://oauth.zaloapp.com"
    reaction: str = ""  # what a message is reacted to with while it waits for its answer; none: nothing
    timeout: float = 10.0

    @classmethod
    def of(cls, settings: Settings) -> "ZaloAccess | None":
        """Return the account of `settings`, or `None` where none is set up."""
        if not settings.zalo_app_id:
            return None
        return cls(
            app_id=settings.zalo_app_id,
            oa_id=settings.zalo_oa_id,
            oa_secret=settings.zalo_oa_secret,
            app_secret=settings.zalo_app_secret,
            access_token=settings.zalo_access_token,
            refresh_token=settings.zalo_refresh_token,
            api_url=settings.zalo_api_url.rstrip("/"),
            oauth_url=settings.zalo_oauth_url.rstrip("/"),
            reaction=settings.zalo_reaction,
            timeout=settings.zalo_timeout,
        )
