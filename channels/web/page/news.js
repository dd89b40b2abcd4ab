/** Asks for news of this conversation while somebody looks at the page, and shows each once. */

import { fetchNews } from "./api.js";

const EVERY_MS = 60_000;
const LEAST_MS = 10_000; // Whoever changes between tabs need not ask each time.

/** Call `show(message)` for every message that comes: now, each minute, and when the page comes into view again. */
export function watchNews(show) {
  const shown = new Set();
  let last = 0;
  let askedAt = -LEAST_MS;
  async function ask() {
    if (document.hidden || performance.now() - askedAt < LEAST_MS) return;
    askedAt = performance.now();
    try {
      for (const message of await fetchNews(last)) {
        if (!Number.isInteger(message?.id) || shown.has(message.id)) continue;
        shown.add(message.id);
        show(message);
        last = Math.max(last, message.id);
      }
    } catch {
      // No network, or the gateway is down: who asks something is told; the next round asks for news again.
    }
  }
  setInterval(ask, EVERY_MS);
  document.addEventListener("visibilitychange", ask);
  ask();
}
