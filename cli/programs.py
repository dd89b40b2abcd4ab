"""The wiring of the programs: commands, environment, ports."""

import secrets
import sys
from pathlib import Path

from cli.child import Program
from cli.ports import LOOPBACK, Ports
from core.settings import Settings
from training.dialogue import engine, shelf


def assemble(settings: Settings, ports: Ports, logs: Path, tracker_db: str) -> list[Program]:
    """Return the programs in the order they start; raises `TrolyError` when a part to start is missing.

    Args:
        settings: where the checkout and the models are, and the secret if there is one.
        ports: where they listen.
        logs: the folder of their logs.
        tracker_db: a path or URL, as `bot.tracker_store` takes it.
    """
    secret = settings.bot_secret.get_secret_value() or secrets.token_urlsafe(32)
    bot, actions = (f"http://{LOOPBACK}:{port}" for port in (ports.bot, ports.actions))
    # Rasa keeps its own conversations, and is not told where the others are.
    common = {**engine.common(settings), "TROLY_BOT_SECRET": secret, "TROLY_DATABASE_URL": settings.database}
    made = [
        Program(
            "actions",
            (sys.executable, "-m", "actions.serve", "--port", str(ports.actions)),
            logs / "actions.log",
            common,
            settings.home,
            f"{actions}/health",
        ),
        Program(
            "bot",
            (
                *(str(engine.python(settings)), "-m", "rasa", "run", "--interface", LOOPBACK, "--port", str(ports.bot)),
                *("--model", str(shelf.current(settings.bot_models))),
                *("--endpoints", "endpoints.yml", "--credentials", "credentials.yml"),
            ),
            logs / "bot.log",
            {
                **engine.environment(settings),
                "TROLY_BOT_SECRET": secret,
                "TROLY_ACTIONS_URL": f"{actions}/webhook",
                "TROLY_TRACKER_DB": tracker_db,
                # What is promoted there is fetched from there; without a console the model of the start stays.
                "TROLY_MODEL_URL": f"http://{LOOPBACK}:{ports.console}/models/dialogue" if ports.console else "",
            },
            settings.home,
            f"{bot}/webhooks/gateway/health",
            {"X-Troly-Secret": secret},
        ),
        Program(
            "gateway",
            (
                *(sys.executable, "-m", "uvicorn", "channels.app:application", "--factory", "--no-server-header"),
                *("--host", ports.host, "--port", str(ports.gateway), "--timeout-graceful-shutdown", "3"),
            ),
            logs / "gateway.log",
            {**common, "TROLY_BOT_URL": bot, "TROLY_ACTIONS_URL": actions},
            settings.home,
            f"{ports.url}/readyz",
        ),
        Program(
            "worker",
            (sys.executable, "-m", "cli.main", "worker"),
            logs / "worker.log",
            {**common, "TROLY_BOT_URL": bot, "TROLY_ACTIONS_URL": actions, "TROLY_WORKER_PORT": str(ports.worker)},
            settings.home,
            f"http://{LOOPBACK}:{ports.worker}/metrics",
        ),
    ]
    if ports.console is None:
        return made
    return [*made, _console(settings, ports.console, logs, {**common, "TROLY_BOT_URL": bot, "TROLY_CONSOLE_GATEWAY": ports.url})]


def _console(settings: Settings, port: int, logs: Path, common: dict[str, str]) -> Program:
    command = (sys.executable, "-m", "cli.main", "console", "--port", str(port))
    return Program("console", command, logs / "console.log", common, settings.home, f"http://{LOOPBACK}:{port}/healthz")
