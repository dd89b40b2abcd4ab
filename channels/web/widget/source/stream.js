/**
 * What the assistant says, as it comes. Server-sent events while somebody looks; a proxy that swallows them, or a browser that has
 * none, is answered with questions for the history. A page nobody looks at holds no connection open.
 */

import { pauseAfter } from "./api.js";

const TRIES = 3; // of server-sent events that never open, before the history is asked instead
const POLL_MS = { awaited: 3_000, live: 15_000, idle: 60_000 };
const WATCH_MS = 8_000; // Something is awaited and the open connection is silent: it may be a proxy's doing.

export class Stream {
  /** `take(message)`, `thinking(id)` and `reached(yes)` are told; `awaits()` says whether an answer is on its way. */
  constructor(api, { take, thinking, reached, awaits }) {
    Object.assign(this, { api, take, thinking, reached, awaits, mode: "off", last: 0, failures: 0, round: 0, source: null });
    setInterval(() => this.mode === "live" && this.source && this.awaits() && this.#read(this.round).catch(() => {}), WATCH_MS);
  }

  /** Be "live", "idle" (news are looked for now and then) or "off". */
  be(mode) {
    if (mode === this.mode) return;
    this.mode = mode;
    this.again();
  }

  /** Begin anew, at once: the network is back, or the conversation is another. */
  again() {
    this.round += 1;
    this.source?.close();
    this.source = null;
    this.polling = false;
    clearTimeout(this.timer);
    if (this.mode !== "off" && this.api.known) this.#run(this.round);
  }

  /** Something is awaited from now on: where the history is asked now and then, it is asked at once. */
  nudge() {
    if (this.polling) this.again();
  }

  /** Note that everything up to `id` is here. */
  seen(id) {
    this.last = Math.max(this.last, id);
  }

  async #run(round) {
    try {
      if (this.mode === "live" && window.EventSource && this.failures < TRIES) await this.#open(round);
      else await this.#poll(round);
    } catch (error) {
      this.#failed(round, error.kind === "network");
    }
  }

  async #open(round) {
    const ticket = await this.api.ticket();
    if (round !== this.round) return;
    const source = new EventSource(this.api.url("events", { ticket, after: this.last }));
    this.source = source;
    let opened = false;
    source.addEventListener("open", () => {
      opened = true;
      this.failures = 0;
      this.reached(true);
    });
    source.addEventListener("message", ({ data }) => this.#heard(data, (message) => this.#got(message)));
    source.addEventListener("thinking", ({ data }) => this.#heard(data, (told) => this.thinking(told.in_reply_to)));
    // Its own reconnecting would show the old ticket, so a new connection is made instead.
    source.addEventListener("error", () => {
      source.close();
      if (round === this.round) this.#failed(round, !opened);
    });
  }

  async #poll(round) {
    await this.#read(round);
    if (round !== this.round) return;
    this.reached(true);
    const pause = POLL_MS[this.mode === "live" && this.awaits() ? "awaited" : this.mode];
    this.polling = true;
    this.timer = setTimeout(() => {
      this.failures = Math.max(this.failures - 0.1, 0); // Now and then events are tried again.
      this.#run(round);
    }, pause);
  }

  #read(round) {
    return this.api.history(this.last, (message) => round === this.round && this.#got(message));
  }

  #failed(round, unreached) {
    if (round !== this.round) return;
    this.source = null;
    this.failures = Math.floor(this.failures) + 1;
    if (unreached && this.failures > 1) this.reached(false);
    this.timer = setTimeout(() => this.#run(round), pauseAfter(this.failures));
  }

  #heard(data, use) {
    try {
      use(JSON.parse(data));
    } catch {
      // Not ours to read: what it should have said is in the history.
      this.#read(this.round).catch(() => {});
    }
  }

  #got(message) {
    if (!Number.isInteger(message?.id)) return;
    this.seen(message.id);
    this.take(message);
  }
}
