/**
 * The frame: launcher and panel. On a small screen the panel fills it and is modal; on a large one the page beside it stays in reach.
 * In the layout "page" a large screen has it docked: always open, filling the element, without a launcher.
 */

import { button, el, icon } from "./dom.js";

const SMALL = matchMedia("(max-width: 40rem), (max-height: 30rem)");

export class Frame {
  /** `deeds`: `opened(quietly)`, `closed()`; `page`: whether the layout is that of a page. */
  constructor(deeds, page) {
    Object.assign(this, { deeds, page });
    this.badge = el("span", { className: "badge", hidden: true });
    this.launcher = button({ className: "launcher", "aria-expanded": "false", onclick: () => this.toggle() }, icon("chat"), this.badge);
    this.title = el("h2", { id: "title" });
    this.sub = el("p", { className: "sub" });
    this.opener = button({ className: "bar-button", "aria-expanded": "false", "aria-controls": "menu", onclick: () => this.unfold() }, icon("menu"));
    this.closer = button({ className: "bar-button", onclick: () => this.close() }, icon("down"));
    this.menu = el("div", { id: "menu", className: "menu", role: "group", hidden: true });
    this.banner = el("p", { className: "banner", role: "status" });
    this.log = el("div", { className: "log", role: "log", "aria-live": "off", tabindex: "0" });
    this.live = el("p", { className: "sr", "aria-live": "polite" });
    const bar = el("div", { className: "bar" }, el("div", { className: "names" }, this.title, this.sub), this.opener, this.closer);
    this.panel = el("dialog", { className: "panel", "aria-labelledby": "title", onkeydown: (event) => this.#key(event) }, bar, this.menu, this.banner, this.log, this.live);
    this.panel.addEventListener("cancel", (event) => (event.preventDefault(), this.#back()));
    SMALL.addEventListener("change", () => (this.isOpen ? this.#show() : this.docked && this.open(true)));
    this.#followKeyboard();
  }

  get isOpen() {
    return this.panel.open;
  }

  get docked() {
    return this.page && !SMALL.matches;
  }

  toggle() {
    if (this.isOpen) this.close();
    else this.open();
  }

  /** Show the panel; `quietly`, as after a change of page, leaves the focus where it is, unless the page is covered. */
  open(quietly = false) {
    if (this.isOpen) return;
    this.#show();
    this.launcher.setAttribute("aria-expanded", "true");
    this.deeds.opened(quietly && !SMALL.matches);
  }

  close() {
    if (!this.isOpen || this.docked) return;
    this.unfold(false);
    this.panel.close();
    this.launcher.setAttribute("aria-expanded", "false");
    this.deeds.closed();
    this.launcher.focus({ preventScroll: true });
  }

  /** Open or shut the menu. */
  unfold(open = this.menu.hidden) {
    this.menu.hidden = !open;
    this.opener.setAttribute("aria-expanded", String(open));
  }

  /** Say `words` once to who cannot see; the same words again are said again, and what comes close behind is said with them. */
  announce(words) {
    this.unsaid = this.unsaid ? `${this.unsaid}\n${words}` : words;
    this.live.textContent = "";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.live.textContent = this.unsaid;
      this.unsaid = "";
    }, 100);
  }

  /** Show `words` above the conversation until they are gone; without any the notice of the day, as it is meant. */
  warn(words) {
    const { notice, info } = this.today ?? {};
    this.banner.classList.toggle("info", !words && info);
    words ||= notice ?? "";
    if (this.banner.textContent !== words) this.banner.textContent = words;
  }

  /** Opening a modal moves the focus by itself: it is put back where it was. Opening by the attribute moves nothing. */
  #show() {
    const root = this.panel.getRootNode();
    const before = root.activeElement;
    this.panel.close();
    if (SMALL.matches) this.panel.showModal();
    else this.panel.open = true;
    this.panel.classList.toggle("full", SMALL.matches);
    this.panel.classList.toggle("docked", this.docked);
    this.launcher.hidden = this.closer.hidden = this.docked;
    if (before) before.focus({ preventScroll: true });
    else root.activeElement?.blur();
  }

  #key(event) {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation(); // The page may close something of its own with it.
    this.#back();
  }

  #back() {
    if (this.menu.hidden) {
      this.close();
      return;
    }
    this.unfold(false);
    this.opener.focus();
  }

  /** On iOS the keyboard lies over the page; what is left to see is the visual viewport. */
  #followKeyboard() {
    const view = window.visualViewport;
    if (!view) return;
    const fit = () => {
      const zoomed = view.scale > 1.05; // Who pinched to read is not to be moved about.
      this.panel.style.setProperty("--top", zoomed ? "0px" : `${Math.max(view.offsetTop, 0)}px`);
      this.panel.style.setProperty("--height", zoomed ? "100%" : `${view.height}px`);
    };
    view.addEventListener("resize", fit);
    view.addEventListener("scroll", fit);
    fit();
  }
}
