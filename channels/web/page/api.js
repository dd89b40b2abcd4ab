/** The calls the page makes: a message to the gateway and its replies back; news that wait for this conversation. */

import { randomId } from "./dom.js";

const ENDPOINT = "/webhooks/rest/webhook";
const NEWS = "/api/v1/messages";
const TIMEOUT_MS = 15_000;
const LONGEST_WAIT_S = 120;
const SENDER_KEY = "troly.sender";
const WORDS = {
  timeout: "Máy chủ chưa trả lời sau 15 giây. Câu hỏi của bạn vẫn còn đây, xin bấm “Gửi lại”.",
  network: "Không kết nối được với máy chủ. Xin kiểm tra mạng rồi bấm “Gửi lại”.",
  unreadable: "Hệ thống đang gặp trục trặc. Xin gửi lại sau ít phút, hoặc gọi tổng đài 1022.",
};

let senderInMemory = null;

/** What went wrong, in words for the citizen. `editable`: the words sent are at fault; `retryAfter`: seconds to wait. */
export class SendError extends Error {
  constructor(message, { editable = false, retryAfter = 0 } = {}) {
    super(message);
    this.editable = editable;
    this.retryAfter = retryAfter;
  }
}

/** The random id of this conversation. It lives as long as the browser tab and says nothing of the person. */
function sender() {
  try {
    let id = sessionStorage.getItem(SENDER_KEY);
    if (!id) sessionStorage.setItem(SENDER_KEY, (id = randomId()));
    return id;
  } catch {
    // Storage is switched off: the conversation then lives as long as the page.
    return (senderInMemory ??= randomId());
  }
}

/** The id of this conversation, or null when nobody has written in it yet. */
function knownSender() {
  try {
    return sessionStorage.getItem(SENDER_KEY) ?? senderInMemory;
  } catch {
    return senderInMemory;
  }
}

/** Begin a new conversation: the next message comes from a new random id. */
export function forgetSender() {
  senderInMemory = null;
  try {
    sessionStorage.removeItem(SENDER_KEY);
  } catch {
    // Storage is switched off: nothing was kept.
  }
}

/** Read Retry-After (seconds or an HTTP date) as whole seconds, at most two minutes. */
function secondsToWait(header) {
  if (!header) return 0;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(Math.ceil(seconds), 0), LONGEST_WAIT_S) : 0;
}

async function problemOf(response) {
  const problem = await response.json().catch(() => null);
  const detail = typeof problem?.detail === "string" && problem.detail.trim() ? problem.detail : WORDS.unreadable;
  return new SendError(detail, {
    editable: response.status < 500 && response.status !== 429,
    retryAfter: secondsToWait(response.headers.get("Retry-After")),
  });
}

/**
 * Send `message` and return the list of replies, at least one.
 * The same `messageId` is answered once, so sending again after an error is safe. Throws only `SendError`.
 */
export async function sendMessage(message, messageId) {
  let response;
  let replies;
  const signal = abortAfter(TIMEOUT_MS);
  try {
    response = await fetch(ENDPOINT, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ sender: sender(), message, metadata: { message_id: messageId } }),
      signal,
    });
    replies = response.ok ? await response.json() : null;
  } catch (error) {
    if (signal.aborted) throw new SendError(WORDS.timeout);
    throw new SendError(error instanceof SyntaxError ? WORDS.unreadable : WORDS.network);
  }
  if (!response.ok) throw await problemOf(response);
  if (!Array.isArray(replies) || replies.length === 0) throw new SendError(WORDS.unreadable);
  return replies;
}

/**
 * Return the messages nobody asked for just now with an id above `after`, and tell the gateway that those up to it were shown.
 * Without a conversation nothing is asked. What fails is thrown: the next round asks again.
 */
export async function fetchNews(after) {
  const id = knownSender();
  if (!id) return [];
  const response = await fetch(`${NEWS}?${new URLSearchParams({ sender: id, after })}`, {
    headers: { Accept: "application/json" },
    signal: abortAfter(TIMEOUT_MS),
  });
  const news = response.ok ? await response.json() : [];
  // A new conversation may have begun meanwhile, which it is none of.
  return Array.isArray(news) && knownSender() === id ? news : [];
}

/** As AbortSignal.timeout, which phones of before 2022 lack. */
function abortAfter(milliseconds) {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), milliseconds);
  return controller.signal;
}
