/** The conversation as it is seen: a turn for each message and its answers, one for each piece of news. */

import { press, renderCard } from "./card.js";
import { button, el } from "./dom.js";

const THINKING_MS = 4_000;
const LONG_MS = 30_000;
const GIVEN_UP_MS = 600_000;

export class Turns {
  /** `log` is the element; `words()` gives `t`; `deeds` what cards and failures call: tell, edit, resend. */
  constructor(log, base, words, deeds) {
    Object.assign(this, { log, base, words, deeds, turns: new Map(), cards: new Map() });
  }

  /** Whether an answer is on its way. */
  get awaits() {
    return [...this.turns.values()].some(({ message, answers }) => message?.state === "sent" && !answers && !given(message));
  }

  clear() {
    for (const turn of this.turns.values()) clearTimeout(turn.timer);
    this.turns.clear();
    this.cards.clear();
    this.log.replaceChildren();
  }

  /** Show `message` and how far it is. Returns its turn, new or not. */
  said(message) {
    let turn = this.turns.get(message.id);
    if (!turn) {
      const question = el("div", { className: "question" }, el("span", { className: "sr" }, `${this.words()("you")}: `), message.title);
      turn = this.#add(message.id, { at: message.at }, question);
    }
    turn.message = message;
    if (!turn.answers) this.#progress(turn);
    this.#mark(message);
    return turn;
  }

  /** Show the answer `message`. Returns its card, or null when it stands there already. */
  answered(message) {
    if (this.cards.has(message.id)) return null;
    const key = message.in_reply_to ?? `news-${message.id}`;
    const turn = this.turns.get(key) ?? this.#add(key, { id: message.id });
    turn.first = Math.min(turn.first ?? message.id, message.id);
    clearTimeout(turn.timer);
    if (!turn.answers) turn.slot.replaceChildren();
    turn.answers = (turn.answers ?? 0) + 1;
    const card = renderCard(message, this.base, this.deeds);
    const after = [...turn.slot.children].find((other) => Number(other.dataset.answer) > message.id);
    turn.slot.insertBefore(card, after ?? null);
    this.cards.set(message.id, card);
    this.#settle();
    for (const { message: said } of this.turns.values()) if (said?.from === message.id) this.#mark(said);
    return card;
  }

  thinking(id) {
    const turn = this.turns.get(id);
    if (turn?.message && !turn.answers && turn.message.state === "waiting") this.#wait(turn, "searching");
  }

  drop(id) {
    clearTimeout(this.turns.get(id)?.timer);
    this.turns.get(id)?.node.remove();
    this.turns.delete(id);
  }

  /** The ids of answers decide the order, and of what has none the time it was written. */
  #add(key, { id = null, at = 0 }, question = null) {
    const slot = el("div", { className: "slot" });
    const node = el("div", { className: "turn" }, question, slot);
    const turn = { node, slot, at, first: id, message: null, answers: 0, timer: 0 };
    const before = id === null ? null : [...this.turns.values()].find((other) => other.first !== null && other.first > id);
    this.log.insertBefore(node, before?.node ?? null);
    this.turns.set(key, turn);
    return turn;
  }

  #progress(turn) {
    const { state, problem } = turn.message;
    clearTimeout(turn.timer);
    if (state === "failed") turn.slot.replaceChildren(this.#failure(turn.message));
    else if (state === "waiting") this.#unsent(turn, problem);
    else if (given(turn.message)) turn.slot.replaceChildren(this.#unanswered(turn.message));
    else this.#wait(turn, "searching");
  }

  #unsent(turn, problem) {
    const t = this.words();
    if (!problem) {
      this.#wait(turn, "sending");
      return;
    }
    const words = problem.kind === "network" ? t("unsent") : problem.detail || t("busy");
    turn.slot.replaceChildren(el("p", { className: "state" }, words));
  }

  /** Three dots and what they mean; after four seconds that it goes on, after thirty that one need not wait. */
  #wait(turn, key) {
    const next = { sending: ["still_sending", THINKING_MS], searching: ["still", THINKING_MS], still: ["long", LONG_MS - THINKING_MS] }[key];
    const words = el("span", {}, this.words()(key));
    const dots = el("span", { className: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
    turn.slot.replaceChildren(el("p", { className: "state pending" }, dots, words));
    if (key === "still") this.deeds.tell(this.words()(key));
    if (next) turn.timer = setTimeout(() => !turn.answers && this.#wait(turn, next[0]), next[1]);
  }

  #failure(message) {
    const t = this.words();
    const edit = button({ className: "action", onclick: () => this.deeds.edit(message) }, t("edit"));
    return el("div", { className: "card failure", role: "alert" },
      el("p", { className: "failure-title" }, t("refused")), el("p", {}, message.problem?.detail || t("unreadable")), message.payload ? null : edit);
  }

  #unanswered(message) {
    const t = this.words();
    const again = button({ className: "action", onclick: () => this.deeds.resend(message) }, t("ask_again"));
    return el("div", { className: "card failure" }, el("p", {}, t("no_answer")), again);
  }

  /** The assistant's verdict is on its last answer, so thumbs under an older one would rate another. */
  #settle() {
    const newest = Math.max(...this.cards.keys());
    for (const [id, card] of this.cards) {
      const verdicts = card.querySelector(".verdicts");
      if (verdicts) verdicts.hidden = id !== newest && !verdicts.querySelector("[aria-pressed=true]");
    }
  }

  #mark({ from, payload }) {
    const card = this.cards.get(from);
    const pressed = card && [...card.querySelectorAll("[data-payload]")].find((one) => one.dataset.payload === payload);
    if (!pressed) return;
    if (pressed.hasAttribute("aria-pressed")) pressed.setAttribute("aria-pressed", "true");
    else {
      pressed.setAttribute("data-chosen", "");
      pressed.querySelector(".chosen").hidden = false;
    }
    this.#settle();
  }
}

/** Suggestions at the beginning, in the assistant's own form. */
export function welcome(t, greeting, questions) {
  const chips = questions.map((question) => el("li", {}, press("chip", "", question, t, question)));
  return el("article", { className: "card welcome", "aria-label": t("assistant") },
    el("p", { className: "who" }, t("assistant")), greeting.map((words) => el("p", { className: "prose" }, words)),
    chips.length ? el("ul", { className: "chips", "aria-label": t("suggestions") }, chips) : null);
}

function given({ at }) {
  return Date.now() - at > GIVEN_UP_MS;
}
