/** `<troly-chat>`: the parts put together. */

import { Api } from "./api.js";
import { press, spokenWords } from "./card.js";
import { Composer } from "./composer.js";
import { consentOf } from "./consent.js";
import { el } from "./dom.js";
import { Frame } from "./frame.js";
import { GIVEN } from "./given.js";
import { menuOf } from "./menu.js";
import { Outgoing } from "./outgoing.js";
import { prefer, preferencesOf, show, watchDevice } from "./preferences.js";
import { atEnd, placeAtTop, release, toEnd } from "./scroll.js";
import { local, tab, watch } from "./store.js";
import { Stream } from "./stream.js";
import { styled } from "./style.js";
import { sharedCode } from "./tools.js";
import { Turns, welcome } from "./turns.js";
import { stopReading } from "./voice.js";
import { wordsOf } from "./words.js";

const CONSENT = 1; // A notice that says something else asks anew.
const READ_AGAIN_MS = GIVEN.hours * 3_600_000;
const TODAY_MS = 300_000;
const ERASED = '/pick{"option":"data:erase:yes"}';

/** Make the element's class for `script`: `{base, data, nonce}` of the tag it came with. */
export function chatElement(script) {
  return class TrolyChat extends HTMLElement {
    #api = new Api(script.base);

    connectedCallback() {
      if (this.shadowRoot) {
        this.#attend();
        return;
      }
      this.options = { ...script.data, ...this.dataset };
      this.preferences = preferencesOf(this.options);
      this.secret = false; // Whether the assistant speaks of somebody's dossier just now.
      this.#build();
      this.#wire();
      this.#settle();
      this.#load();
      if (this.frame.page || tab.get("open") || (sharedCode() && !tab.get("shared"))) this.frame.open(true);
    }

    /** A page that takes the element out listens no longer. */
    disconnectedCallback() {
      stopReading();
      this.#attend();
    }

    /** Open the panel; where it is open, go into it. */
    open() {
      if (this.frame.isOpen) this.#enter();
      else this.frame.open();
    }

    /** Close the panel. */
    close() {
      this.frame.close();
    }

    /** Open the panel and ask `question`; who has not agreed to talk to a machine finds it in the box once they have. */
    ask(question) {
      this.open();
      if (this.agreed) this.#say(String(question).slice(0, 1000));
      else this.composer.fill(String(question).slice(0, 1000));
    }

    get agreed() {
      return local.get("agreed") === CONSENT;
    }

    get t() {
      return wordsOf(this.preferences.language);
    }

    #build() {
      const shadow = this.attachShadow({ mode: "open" });
      this.theme = styled(shadow, script.nonce);
      const tell = (words, seen = false) => this.#tell(words, seen);
      this.frame = new Frame({ opened: (quietly) => this.#opened(quietly), closed: () => this.#closed() }, this.options.layout === "page");
      this.composer = new Composer({ send: (text) => this.#say(text), tell });
      this.begin = el("div", { className: "begin" });
      this.thread = el("div", { className: "thread" });
      this.gate = el("div", { className: "gate" });
      this.frame.log.append(this.begin, this.thread);
      this.frame.log.addEventListener("click", (event) => this.#pressed(event));
      this.frame.log.after(this.gate, this.composer.node);
      this.turns = new Turns(this.thread, script.base, () => this.t, { tell, edit: (said) => this.#edit(said), resend: (said) => this.#resend(said) });
      this.root = el("div", { className: this.frame.page ? "root page" : "root" }, this.frame.launcher, this.frame.panel);
      shadow.append(this.root);
    }

    #wire() {
      this.outgoing = new Outgoing(this.#api, (message) => this.#stepped(message), () => this.dataset.identity ?? this.options.identity);
      this.outgoing.unit = this.options.unit;
      this.stream = new Stream(this.#api, {
        take: (message) => this.#take(message),
        thinking: (id) => this.turns.thinking(id),
        reached: (yes) => this.#reached(yes),
        awaits: () => this.turns.awaits,
      });
      addEventListener("online", () => (this.stream.again(), this.outgoing.flush(true)));
      addEventListener("offline", () => this.#reached(false));
      document.addEventListener("visibilitychange", () => this.#attend());
      watchDevice(() => this.#settle());
      watch((key) => this.#elsewhere(key));
      setInterval(() => this.#today(), TODAY_MS);
    }

    /** Show the notice of the day and the greeting of the ward, once one has agreed to talk. */
    async #today() {
      if (!this.agreed || !this.frame.isOpen) return;
      const today = await this.#api.today({ unit: this.options.unit ?? "", lang: this.preferences.language }).catch(() => null);
      if (!today) return;
      const before = this.frame.today?.greeting ?? "";
      this.frame.today = today;
      this.#reached(true);
      if (today.greeting !== before) this.#welcome(); // Else it stays: somebody may stand on one of its buttons.
    }

    /** Show the preferences: words, colours, sizes. */
    #settle() {
      show(this.preferences, this.options, this.root, this.theme);
      this.#speak();
    }

    #speak() {
      const { frame, t, preferences } = this;
      const name = (node, words) => (node.setAttribute("aria-label", words), (node.title = words));
      frame.title.textContent = this.options.title ?? t("title");
      frame.sub.textContent = t("sub");
      frame.log.setAttribute("aria-label", t("log"));
      frame.menu.setAttribute("aria-label", t("menu"));
      name(frame.opener, t("menu"));
      name(frame.closer, t("close"));
      this.composer.speak(preferences.language, t);
      this.#welcome();
      this.#gate();
      this.#count();
    }

    #welcome() {
      const { t } = this;
      const greeting = [this.options.greeting || this.frame.today?.greeting || t("greeting"), t("greeting_how")];
      const code = sharedCode();
      const card = welcome(t, greeting, [t("suggest_1"), t("suggest_2"), t("suggest_3")]);
      if (code) card.append(press("choice", `/choose_procedure{"procedure_code":"${code}"}`, t("shared", { code }), t, t("shared", { code })));
      this.begin.replaceChildren(card);
    }

    #gate() {
      const { agreed } = this;
      this.gate.hidden = agreed;
      this.composer.node.hidden = !agreed;
      this.frame.log.hidden = !agreed;
      this.#menu();
      const agree = () => {
        local.set("agreed", CONSENT);
        this.#gate();
        this.composer.grow();
        this.#enter();
        this.#today();
      };
      this.gate.replaceChildren(...(agreed ? [] : [consentOf(this.t, { agree, refuse: () => this.frame.close() })]));
    }

    /** Before one has agreed there is nothing to order, but the language and the size of the notice are one's own. */
    #menu() {
      const orders = { renew: () => this.#renew(), data: () => this.#order("data"), erase: () => this.#order("erase") };
      this.frame.menu.replaceChildren(...menuOf(this.preferences, this.t, this.agreed ? orders : {}, (key, value) => this.#prefer(key, value)));
    }

    #prefer(key, value) {
      this.preferences[key] = value;
      prefer(key, value);
      this.#settle();
      this.#today();
      // The menu was written anew: whoever uses the keyboard stays where they were.
      const again = key === "more" ? "input[type=checkbox]" : `input[name=${key}][value="${value}"]`;
      this.frame.menu.querySelector(again)?.focus();
    }

    async #load() {
      for (const message of this.outgoing.messages) this.turns.said(message);
      if (this.#api.known) await this.#recall();
      this.outgoing.flush();
      this.#attend();
      this.#count();
    }

    /** What was said before: it is shown and not announced. */
    async #recall() {
      this.loading = true;
      try {
        await this.#api.history(0, (message) => this.#take(message));
        const answered = (id) => this.turns.turns.get(id)?.answers > 0;
        for (const id of this.outgoing.outdate(Date.now() - READ_AGAIN_MS, answered)) this.turns.drop(id);
      } catch {
        // The stream asks again, from the beginning.
      }
      this.loading = false;
      toEnd(this.frame.log);
    }

    /** Hold a connection only while it is of use. */
    #attend() {
      const awake = this.isConnected && !document.hidden && this.#api.known;
      const { mode } = this.stream;
      this.stream.be(!awake ? "off" : this.frame.isOpen || this.turns.awaits ? "live" : "idle");
      if (this.sender !== this.#api.sender && mode === this.stream.mode) this.stream.again(); // It listens to another conversation.
      this.sender = this.#api.sender;
      this.#count();
    }

    #opened(quietly) {
      if (!this.frame.page) tab.set("open", true);
      if (sharedCode()) tab.set("shared", true);
      this.composer.grow();
      if (!this.started) toEnd(this.frame.log);
      this.started = true;
      if (!quietly) this.#enter();
      this.#attend();
      this.#today();
      this.dispatchEvent(new CustomEvent("troly-open"));
    }

    /** Into the box; on a phone the keyboard would cover what is to be read first. */
    #enter() {
      if (!this.agreed) this.gate.querySelector("h3").focus();
      else if (matchMedia("(pointer: coarse)").matches) this.frame.log.focus({ preventScroll: true });
      else this.composer.focus();
    }

    #closed() {
      tab.remove("open");
      stopReading();
      this.composer.quiet();
      this.#attend();
      this.dispatchEvent(new CustomEvent("troly-close"));
    }

    #pressed(event) {
      const node = event.target.closest?.("[data-payload]");
      if (!node) return;
      const { payload, title } = node.dataset;
      this.#say(title, payload || null, Number(node.closest("[data-answer]")?.dataset.answer) || null);
    }

    #say(title, payload = null, from = null) {
      this.outgoing.write(title, payload, from, this.secret);
    }

    /** From the menu: an order to the assistant. */
    #order(key) {
      this.frame.unfold(false);
      this.#say(this.t(key), `/pick{"option":"data:${key === "data" ? "about" : "erase"}"}`);
      this.frame.log.focus({ preventScroll: true });
    }

    async #renew() {
      this.frame.unfold(false);
      this.composer.focus();
      this.#empty();
      this.#tell(this.t("renewed"));
      await this.#api.end();
      this.#attend();
    }

    /** Show nothing said any more, and keep nothing; `here`: another tab has seen to the device. */
    #empty(here = false) {
      stopReading();
      this.outgoing.clear(here);
      this.turns.clear();
      if (!here) local.remove("read");
      Object.assign(this, { secret: false, latest: 0 });
      this.stream.last = 0;
      this.#welcome();
      this.frame.log.scrollTop = 0;
    }

    #edit(message) {
      this.outgoing.drop(message.id);
      this.turns.drop(message.id);
      this.composer.fill(message.title);
    }

    #resend(message) {
      this.outgoing.drop(message.id);
      this.turns.drop(message.id);
      this.#say(message.title, message.payload, message.from);
      this.frame.log.focus({ preventScroll: true }); // The button pressed is gone.
    }

    /** A message of ours came a step further. */
    #stepped(message) {
      const fresh = !this.turns.turns.has(message.id);
      const turn = this.turns.said(message);
      if (fresh) placeAtTop(this.frame.log, turn.node);
      if (message.problem?.kind === "network") this.#reached(false);
      else if (message.state === "sent") this.#reached(true);
      this.#attend();
      if (message.state === "sent") this.stream.nudge();
    }

    /** An answer came, perhaps for the second time. */
    #take(message) {
      const { answer } = message;
      const end = atEnd(this.frame.log);
      const card = this.turns.answered(message);
      if (!card) return;
      this.stream.seen(message.id);
      this.latest = Math.max(this.latest ?? 0, message.id);
      this.secret = Boolean(answer?.private);
      if (answer?.private && message.in_reply_to) this.outgoing.hide(message.in_reply_to);
      if (!this.loading) {
        if (this.frame.isOpen) this.frame.announce(`${this.t("assistant")}: ${spokenWords(answer)}`);
        if (end && !message.in_reply_to) {
          release(this.thread);
          card.scrollIntoView({ block: "nearest" });
        }
        // "Are you sure?", a failure or an officer is no erasure: only the desk's own "done" is a greeting.
        const erased = answer?.status === "greeting" && this.turns.turns.get(message.in_reply_to)?.message?.payload === ERASED;
        if (erased) this.#erased();
      }
      this.#attend();
    }

    /** The server has deleted everything: so does this device, and only the answer that says so stays to be read. */
    #erased() {
      this.outgoing.clear();
      this.#api.end().then(() => this.#attend());
      local.remove("read");
      for (const turn of [...this.thread.children].slice(0, -1)) turn.remove();
      this.stream.last = 0;
    }

    #elsewhere(key) {
      if (key?.startsWith("said.")) this.outgoing.elsewhere(key);
      else if (key === "look") {
        this.preferences = preferencesOf(this.options);
        this.#settle();
      } else if (key === "agreed") this.#gate();
      else if (key === "session") {
        if (this.sender && this.sender !== this.#api.sender) this.#empty(true);
        this.#attend();
      } else if (key === "read") this.#count();
    }

    #reached(yes) {
      this.frame.warn(yes && navigator.onLine !== false ? "" : this.t("offline"));
    }

    #tell(words, seen = false) {
      this.frame.announce(words);
      if (!seen) return;
      this.frame.warn(words);
      setTimeout(() => this.frame.banner.textContent === words && this.frame.warn(""), 8_000);
    }

    /** How many answers nobody has looked at. */
    #count() {
      if (this.frame.isOpen && !document.hidden && (this.latest ?? 0) > local.get("read", 0)) local.set("read", this.latest);
      const read = local.get("read", 0);
      const unread = this.frame.isOpen ? 0 : [...this.turns.cards.keys()].filter((id) => id > read).length;
      const { launcher, badge } = this.frame;
      badge.hidden = !unread;
      badge.textContent = unread > 9 ? "9+" : String(unread);
      const words = this.frame.isOpen ? this.t("close") : unread ? this.t("open_unread", { count: unread }) : this.t("open");
      launcher.setAttribute("aria-label", words);
      launcher.title = words;
    }
  };
}
