/** One turn of the conversation: what the person asked, then waiting, an answer, or a word about what failed; or news. */

import { sendMessage, SendError } from "./api.js";
import { el, randomId } from "./dom.js";
import { renderReply } from "./render.js";

const waiting = new Map();

/**
 * Add a turn to `log` that shows `title`, sends `payload`, and shows what comes back.
 * `onPlaced(turn)` runs once the question stands in the log; `onEdit(text)` when the person wants to change the words.
 */
export function ask({ log, title, payload, onPlaced, onEdit }) {
  // A second press on the same button while its answer is on the way asks nothing new.
  if (waiting.get(payload)?.isConnected) return;
  const slot = el("div", { className: "slot", tabindex: "-1" });
  const question = el("div", { className: "question" }, el("span", { className: "sr" }, "Bạn hỏi: "), title);
  const turn = el("div", { className: "turn" }, question, slot);
  log.append(turn);
  onPlaced(turn);
  answer({ slot, payload, messageId: randomId(), edit: payload === title ? () => onEdit(payload) : null });
}

/** A turn of the assistant alone: a message nobody asked for just now, with the time it was written. */
export function noticeTurn(message) {
  const card = renderReply(message);
  card.classList.add("notice");
  card.querySelector(".who").replaceChildren(el("strong", {}, "Tin báo"), ` của trợ lý tự động${written(message.at)}`);
  return el("div", { className: "turn" }, card);
}

/** The city's time of an ISO moment, as words that follow; nothing for what is no moment. */
function written(at) {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return "";
  const form = { timeZone: "Asia/Ho_Chi_Minh", hour: "2-digit", minute: "2-digit", day: "numeric", month: "numeric", year: "numeric" };
  return `, ${moment.toLocaleString("vi-VN", form)}`;
}

async function answer({ slot, payload, messageId, edit }) {
  waiting.set(payload, slot);
  slot.replaceChildren(pendingNote());
  try {
    const replies = await sendMessage(payload, messageId);
    slot.replaceChildren(...replies.map(renderReply));
  } catch (error) {
    const retry = () => {
      slot.focus({ preventScroll: true }); // The button pressed is about to go.
      answer({ slot, payload, messageId, edit });
    };
    const known = error instanceof SendError ? error : new SendError("Câu trả lời không hiển thị được. Xin bấm “Gửi lại”.");
    slot.replaceChildren(failure(known, retry, edit));
    if (known !== error) console.error(error);
  } finally {
    waiting.delete(payload);
  }
}

function pendingNote() {
  const dots = el("span", { className: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
  return el("p", { className: "message pending" }, dots, "Đang tìm trong cơ sở dữ liệu…");
}

function failure(error, retry, edit) {
  const again = el("button", { type: "button", className: "action" }, "Gửi lại");
  again.addEventListener("click", () => {
    if (again.getAttribute("aria-disabled") === "true") return;
    retry();
  });
  const actions = el("div", { className: "actions" }, again);
  if (edit && error.editable) {
    const change = el("button", { type: "button", className: "action" }, "Sửa câu hỏi");
    change.addEventListener("click", edit);
    actions.append(change);
  }
  if (error.retryAfter) holdBack(again, error.retryAfter);
  return el("div", { className: "message failure" }, el("p", { className: "failure-title" }, "Chưa có câu trả lời"), el("p", {}, error.message), actions);
}

/** Keep the button shut for `seconds`. It stays focusable and is silent while it counts. */
function holdBack(button, seconds) {
  const label = button.textContent;
  let left = seconds;
  button.setAttribute("aria-disabled", "true");
  button.setAttribute("aria-live", "off");
  const tick = () => {
    button.textContent = left > 0 ? `${label} (chờ ${left} giây)` : label;
    if (left <= 0) {
      button.removeAttribute("aria-disabled");
      return;
    }
    left -= 1;
    setTimeout(tick, 1000);
  };
  tick();
}
