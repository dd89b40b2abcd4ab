/**
 * What the person wrote. Each message has an id from the start and is kept until the server has taken it, so a loss of network, a
 * reload or a second tab neither loses nor doubles it. What may be private is kept for this tab alone, and once its answer turns out
 * to be private, not at all.
 */

import { CallError, pauseAfter } from "./api.js";
import { randomId } from "./dom.js";
import { local, tab } from "./store.js";

const KEY = "said.";
const KEPT = 200;

export class Outgoing {
  /** `changed(message)` is told of every step: state "waiting", "sent", or "failed" with `problem`. */
  constructor(api, changed, identity) {
    Object.assign(this, { api, changed, identity, all: new Map(), failures: 0, busy: false, generation: 0 });
    for (const shelf of [local, tab]) for (const key of shelf.keys(KEY)) this.#adopt(shelf.get(key));
  }

  /** All messages, the oldest first. */
  get messages() {
    return [...this.all.values()].sort((one, other) => one.at - other.at);
  }

  /** Write a message: `title` is shown; `payload` is sent in its stead where a button of the answer `from` was pressed. */
  write(title, payload = null, from = null, secret = false) {
    const at = Math.max(Date.now(), ...[...this.all.values()].map((message) => message.at + 1));
    const message = { id: randomId(), title, payload, from, at, state: "waiting", secret };
    this.all.set(message.id, message);
    this.#keep(message);
    this.#prune();
    this.changed(message);
    this.flush();
    return message;
  }

  /** Take over what another tab wrote under `key`. */
  elsewhere(key) {
    if (!key.startsWith(KEY)) return;
    const message = this.#adopt(local.get(key));
    if (message) this.changed(message);
  }

  /** The answer to `id` was private: no trace of the question stays on this device. */
  hide(id) {
    local.remove(KEY + id);
    tab.remove(KEY + id);
    const message = this.all.get(id);
    if (message) message.secret = true;
  }

  /** The server keeps no answer to what was sent before `moment`: nor does this device keep the question. Returns the ids. */
  outdate(moment, answered) {
    const old = this.messages.filter(({ id, at, state }) => state === "sent" && at < moment && !answered(id)).map(({ id }) => id);
    for (const id of old) this.drop(id);
    return old;
  }

  /** Take `id` back, to write it in other words. */
  drop(id) {
    this.hide(id);
    this.all.delete(id);
  }

  /** Forget all messages; `here` only: another tab has begun a new conversation, and its messages are not ours to remove. */
  clear(here = false) {
    this.generation += 1;
    const ids = [...this.all.keys()];
    this.all.clear();
    if (here) return;
    for (const id of ids) this.hide(id);
    for (const shelf of [local, tab]) for (const key of shelf.keys(KEY)) shelf.remove(key);
  }

  /** Send what waits, in order; `now` does not wait for the pause after a failure to end. */
  async flush(now = false) {
    if (this.busy) return;
    if (now) this.failures = 0;
    clearTimeout(this.timer);
    this.busy = true;
    try {
      for (let next = this.#waiting(); next; next = this.#waiting()) if (!(await this.#deliver(next))) break;
    } finally {
      this.busy = false;
    }
  }

  #waiting() {
    return this.messages.find((message) => message.state === "waiting");
  }

  /** Return whether the next may go. */
  async #deliver(message) {
    const { generation } = this;
    const said = message.payload ? { payload: message.payload } : { text: message.title };
    const identity = this.identity();
    try {
      await this.api.send({ id: message.id, ...said, ...(identity ? { identity_token: identity } : {}), unit: this.unit });
    } catch (error) {
      if (generation !== this.generation) return true;
      const known = error instanceof CallError ? error : new CallError("network");
      if (known.kind === "refused") return this.#step(message, "failed", { detail: known.detail });
      this.#later(message, known);
      return false;
    }
    if (generation !== this.generation) return true;
    this.failures = 0;
    return this.#step(message, "sent");
  }

  #later(message, error) {
    this.failures += 1;
    this.timer = setTimeout(() => this.flush(), Math.max(error.wait * 1000, pauseAfter(this.failures)));
    this.changed({ ...message, problem: { kind: error.kind, detail: error.detail } });
  }

  #step(message, state, problem = null) {
    Object.assign(message, { state, problem });
    if (state === "failed") this.hide(message.id);
    else this.#keep(message);
    this.changed(message);
    return true;
  }

  #keep(message) {
    const { problem, ...kept } = message;
    (message.secret ? tab : local).set(KEY + message.id, kept);
  }

  #adopt(message) {
    if (!message || typeof message.id !== "string" || typeof message.title !== "string" || !Number.isFinite(message.at)) return null;
    const known = this.all.get(message.id);
    if (known?.state === "sent") return null;
    this.all.set(message.id, { ...known, ...message });
    return this.all.get(message.id);
  }

  #prune() {
    const sent = this.messages.filter((message) => message.state !== "waiting");
    for (const { id } of sent.slice(0, Math.max(0, sent.length - KEPT))) this.drop(id);
  }
}
