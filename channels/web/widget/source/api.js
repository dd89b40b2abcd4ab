/** The calls of the web channel. One conversation belongs to one token, which this device keeps. */

import { local } from "./store.js";

const TIMEOUT_MS = 15_000;
const LONGEST_WAIT_S = 120;
const RENEW_MS = 7 * 86_400_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** What went wrong. `kind`: "network" (nothing came back), "later" (ask again after `wait` seconds), "refused" (`detail` says why). */
export class CallError extends Error {
  constructor(kind, { status = 0, detail = "", wait = 0 } = {}) {
    super(`${kind} ${status}`);
    Object.assign(this, { kind, status, detail, wait });
  }
}

/** How long to wait after so many failures in a row, in milliseconds; not all who wait come back at once. */
export function pauseAfter(failures) {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.max(failures - 1, 0), LONGEST_PAUSE_MS) * (0.75 + Math.random() / 2);
}

export class Api {
  /** `base` is the gateway's address, with a slash at its end. */
  constructor(base) {
    this.base = base;
  }

  get known() {
    return Boolean(local.get("session")?.token);
  }

  /** The name of the conversation, which proves nothing. */
  get sender() {
    return local.get("session")?.sender ?? null;
  }

  /** Forget the conversation on this device. */
  forget() {
    local.remove("session");
  }

  url(path, query = {}) {
    const url = new URL(`api/v1/web/${path}`, this.base);
    url.search = new URLSearchParams(query);
    return url.href;
  }

  send(body) {
    return this.#inSession("messages", { method: "POST", body });
  }

  /** What is shown before anything is said; asked for no conversation. */
  today(query) {
    return this.#call("today", {}, query);
  }

  async ticket() {
    return (await this.#inSession("ticket", { method: "POST" })).ticket;
  }

  /** Call `take` with everything that was said after the id `after`, page by page. */
  async history(after, take) {
    for (let last = after, more = true; more; ) {
      const messages = await this.#inSession("history", {}, { after: last });
      messages.forEach(take);
      more = messages.length > 0 && messages[messages.length - 1].id > last;
      last = messages[messages.length - 1]?.id;
    }
  }

  /** End the conversation at the server; what fails there is forgotten here all the same. */
  async end() {
    const token = local.get("session")?.token;
    this.forget();
    if (token) await this.#call("session", { method: "DELETE" }, {}, token).catch(() => {});
  }

  async #inSession(path, options, query) {
    const token = await this.#token();
    try {
      return await this.#call(path, options, query, token);
    } catch (error) {
      if (error.status !== 401) throw error;
      if (local.get("session")?.token === token) this.forget(); // It has run out, or was ended elsewhere.
      return this.#call(path, options, query, await this.#token());
    }
  }

  /** The token: the one kept, renewed in its last week, or a new one; two tabs make one between them. */
  #token() {
    const fresh = (kept) => kept?.token && !(Date.parse(kept.expires) - Date.now() < RENEW_MS) && kept.token;
    const make = async () => {
      const kept = local.get("session");
      if (fresh(kept)) return kept.token;
      const { sender, token, expires } = await this.#call("session", { method: "POST" }, {}, kept?.token);
      local.set("session", { sender, token, expires });
      return token;
    };
    const kept = fresh(local.get("session"));
    if (kept) return kept;
    return navigator.locks ? navigator.locks.request("troly.widget", make) : make();
  }

  async #call(path, { method = "GET", body = null }, query, token) {
    const headers = { Accept: "application/json" };
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body) headers["Content-Type"] = "application/json";
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
    let response;
    try {
      const options = { method, headers, body: body && JSON.stringify(body), signal: stop.signal };
      response = await fetch(this.url(path, query), { ...options, credentials: "omit", cache: "no-store", referrerPolicy: "origin" });
      if (response.ok) return response.status === 204 ? null : await response.json();
    } catch {
      throw new CallError("network");
    } finally {
      clearTimeout(timer);
    }
    throw await refusal(response);
  }
}

async function refusal(response) {
  const problem = await response.json().catch(() => null);
  const { status } = response;
  const detail = typeof problem?.detail === "string" ? problem.detail : "";
  const kind = status >= 500 || status === 429 || status === 408 ? "later" : "refused";
  return new CallError(kind, { status, detail, wait: secondsToWait(response.headers.get("Retry-After")) });
}

/** Read Retry-After (seconds or an HTTP date) as whole seconds, at most two minutes. */
function secondsToWait(header) {
  if (!header) return 0;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(Math.ceil(seconds), 0), LONGEST_WAIT_S) : 0;
}
