"""Who may call what: the rule that every route declares.

A route takes `allow(Role.ADMIN, ...)`, `signed_in`, `half_way[stage]` or `anyone` among its dependencies; `rules` reads them back from the
program's own routes. A route without a rule stops the program at its start, so that none is open by oversight.
"""

from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute, Mount

from console.auth.schemas import Signed, Stage
from console.parts import caller
from console.roles import Role
from core.errors import Forbidden


class SignInNeeded(Exception):
    """The route wants somebody who is further in than this browser is."""

    def __init__(self, stage: Stage | None) -> None:
        """Keep how far the browser is; `None`: not at all."""
        super().__init__()
        self.stage = stage


@dataclass(frozen=True)
class Rule:
    """Who may call a route: any of `roles`, at `stage` of signing in; without a stage anybody."""

    stage: Stage | None
    roles: frozenset[Role] = frozenset(Role)

    def __call__(self, request: Request) -> Signed | None:
        """Return who calls. Raises `SignInNeeded`, or `Forbidden` for a person without any of the roles."""
        signed = caller(request)
        if self.stage is None:
            return signed
        if signed is None or signed.stage is not self.stage:
            raise SignInNeeded(signed.stage if signed else None)
        if self.stage is Stage.FULL and not self.admits(signed.roles):
            raise Forbidden("none of the roles of this route")
        return signed

    def admits(self, roles: frozenset[str]) -> bool:
        """Tell whether one of `roles` is enough."""
        return bool(self.roles & roles)


def allow(*roles: Role) -> Rule:
    """Return the rule for people who are signed in and have one of `roles`."""
    return Rule(Stage.FULL, frozenset(roles))


anyone = Rule(None)
signed_in = allow(*Role)
half_way = {stage: Rule(stage) for stage in (Stage.CODE, Stage.ENROL)}  # between the password and the second factor


@dataclass(frozen=True)
class Ruled:
    """A route and its rule."""

    method: str
    path: str
    rule: Rule


def rules(app: FastAPI) -> list[Ruled]:
    """Return the rule of every route of `app`. Raises `LookupError` for a route with none, or with several."""
    return [
        Ruled(method, str(context.path), _rule(context.original_route))
        for context in iter_route_contexts(app.routes)
        if not isinstance(context.original_route, Mount)  # the files of the pages, which anybody may read
        for method in sorted(context.methods or ())
    ]


def _rule(route: BaseRoute) -> Rule:
    found = [one.call for one in route.dependant.dependencies if isinstance(one.call, Rule)] if isinstance(route, APIRoute) else []
    if len(found) != 1:
        raise LookupError(f"{getattr(route, 'path', route)} declares {len(found)} rules; it needs one")
    return found[0]
