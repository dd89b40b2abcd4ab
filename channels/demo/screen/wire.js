// What went over the wire, the latest first.
import { make } from "./dom.js";

const NAMES = { zalo: "Zalo", messenger: "Messenger" };
const RECEIPTS = new Set(["user_received_message", "user_seen_message", "delivery", "read"]);
const CLOCK = new Intl.DateTimeFormat("vi-VN", { timeStyle: "medium", timeZone: "Asia/Ho_Chi_Minh" });

export class Wire {
  constructor(root) {
    this.root = root;
    this.list = root.querySelector(".passages");
    this.last = 0;
    const filter = root.querySelector(".receipts");
    filter.addEventListener("change", () => this.list.classList.toggle("all", !filter.checked));
  }

  show(passages, hours, off) {
    for (const one of passages.filter(({ number }) => number > this.last)) {
      this.list.prepend(passage(one));
      this.last = one.number;
    }
    while (this.list.children.length > passages.length) this.list.lastChild.remove();
    this.root.querySelector(".none").hidden = passages.length > 0;
    this.root.querySelector(".off").hidden = !off;
    this.root.querySelector(".ahead").textContent = hours ? `nhanh ${told(hours)}` : "đúng giờ";
  }
}

function passage(one) {
  const inward = one.kind === "webhook";
  const good = one.status === 200 && !one.answer?.error;
  const summary = make(
    "summary",
    {},
    make("time", {}, CLOCK.format(one.at)),
    make("b", { class: one.platform }, NAMES[one.platform]),
    make("span", { class: "way" }, inward ? "→ trợ lý" : "← trợ lý"),
    make("code", {}, one.title),
    make("i", { class: good ? "good" : "bad" }, outcome(one)),
  );
  const parts = [
    ["Đầu thư", Object.entries(one.headers).map(([name, value]) => `${name}: ${value}`).join("\n")],
    ["Nội dung", one.body && JSON.stringify(one.body, null, 2)],
    ["Trả lời", one.answer && JSON.stringify(one.answer, null, 2)],
  ].filter(([, words]) => words);
  const shown = parts.flatMap(([title, words]) => [make("h3", {}, title), make("pre", { tabindex: "0", "aria-label": title }, words)]);
  return make("li", { class: RECEIPTS.has(one.title) ? "receipt" : "" }, make("details", {}, summary, ...shown));
}

function outcome({ status, answer }) {
  if (status === null) return "không trả lời";
  const code = typeof answer?.error === "object" ? answer.error.code : answer?.error;
  return code ? `${status}, lỗi ${code}` : String(status);
}

function told(hours) {
  return hours >= 48 ? `${Math.floor(hours / 24)} ngày ${hours % 24} giờ` : `${hours} giờ`;
}
