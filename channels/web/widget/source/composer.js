/** The box one writes in: Enter sends, Shift+Enter breaks the line, 1,000 characters at most; or one speaks. */

import { button, el, icon } from "./dom.js";
import { tab } from "./store.js";
import { canHear, listen } from "./voice.js";

const LIMIT = 1000;
const COUNT_FROM = 800;
const DRAFT = "draft";
const SEEN = /[^\s\u200b-\u200f\u2060\ufeff]/; // what is left of a question that shows nothing is no question

export class Composer {
  /** `send(text)` gets what was written, trimmed and never empty; `tell(words)` says what happened. */
  constructor({ send, tell }) {
    Object.assign(this, { send, tell, stop: null });
    this.box = el("textarea", {
      id: "question", rows: 1, autocomplete: "off", enterkeyhint: "send", "aria-describedby": "counter note",
      oninput: () => this.#refresh(), onkeydown: (event) => this.#key(event),
    });
    this.label = el("label", { className: "sr", for: "question" });
    this.counter = el("p", { id: "counter", className: "counter", hidden: true });
    this.note = el("p", { id: "note", className: "note" });
    this.go = button({ className: "send", type: "submit", onmousedown: keepFocus }, icon("send"));
    this.mic = canHear() ? button({ className: "mic", "aria-pressed": "false", onclick: () => this.#listen() }, icon("mic")) : null;
    const submit = (event) => (event.preventDefault(), this.#submit());
    const row = el("div", { className: "row" }, this.label, this.box, this.mic, this.go);
    this.node = el("form", { className: "composer", novalidate: true, onsubmit: submit }, row, this.counter, this.note);
    this.box.value = tab.get(DRAFT, "");
  }

  /** Speak `language` with the words of `t`. */
  speak(language, t) {
    Object.assign(this, { language, t });
    this.label.textContent = t("question");
    this.box.placeholder = t("placeholder");
    this.note.textContent = t("machine");
    name(this.go, t("send"));
    if (this.mic) name(this.mic, t(this.stop ? "mic_stop" : "mic"));
    this.#refresh();
  }

  focus() {
    this.box.focus({ preventScroll: true });
  }

  fill(text) {
    this.box.value = text;
    this.#refresh();
    this.focus();
  }

  /** Stop listening; nothing said later is heard. */
  quiet() {
    this.stop?.();
  }

  get #written() {
    return this.box.value.normalize("NFC").trim();
  }

  #refresh() {
    // An accent typed apart is not a letter more: count as the gateway does.
    const used = [...this.#written].length;
    const over = used > LIMIT;
    this.counter.hidden = used < COUNT_FROM;
    this.counter.textContent = this.t(over ? "too_long" : "counter", { used, limit: LIMIT });
    this.counter.classList.toggle("over", over);
    if (over && !this.box.hasAttribute("aria-invalid")) this.tell(this.t("too_long", { used, limit: LIMIT }));
    this.box.toggleAttribute("aria-invalid", over);
    if (over) this.box.setAttribute("aria-invalid", "true");
    if (this.box.value) tab.set(DRAFT, this.box.value);
    else tab.remove(DRAFT);
    this.grow();
  }

  /** As high as its lines; the style sheet sets the most. */
  grow() {
    this.box.style.height = "auto";
    if (this.box.scrollHeight) this.box.style.height = `${this.box.scrollHeight + this.box.offsetHeight - this.box.clientHeight}px`;
  }

  #key(event) {
    // While a Vietnamese input method composes a syllable, Enter belongs to it (229: the same, in older Safari).
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const text = this.#written;
    this.focus();
    if (!SEEN.test(text) || [...text].length > LIMIT) return;
    this.quiet();
    this.box.value = "";
    this.#refresh();
    this.send(text);
  }

  #listen() {
    if (this.stop) {
      this.quiet();
      return;
    }
    const before = this.box.value.trim();
    const heard = (text) => {
      this.box.value = [before, text].filter(Boolean).join(" ");
      this.#refresh();
    };
    const ended = (error) => {
      this.stop = null;
      this.mic.setAttribute("aria-pressed", "false");
      name(this.mic, this.t("mic"));
      this.note.textContent = this.t("machine");
      if (error && error !== "aborted") this.tell(this.t(error === "not-allowed" ? "mic_denied" : "mic_nothing"), true);
      else this.focus(); // What was heard is read once more before it is sent.
    };
    this.stop = listen(this.language, heard, ended);
    this.mic.setAttribute("aria-pressed", "true");
    name(this.mic, this.t("mic_stop"));
    this.note.textContent = this.t("mic_note");
    this.tell(this.t("mic_note"));
  }
}

function name(node, words) {
  node.setAttribute("aria-label", words);
  node.title = words;
}

/** A tap on the button would close a phone's keyboard and open it again. */
function keepFocus(event) {
  event.preventDefault();
}
