// Judging by the keyboard: a verdict is kept, and the answer after it, fetched meanwhile, takes its place.
"use strict";
(() => {
  const KEYS = "labels-keys"; // "off" in this browser: one choice for this desk and that of labels
  const READ = 400; // milliseconds: nobody reads an answer faster, so a verdict that comes sooner was meant for the one before
  const at = (id) => document.getElementById(id);
  const dialog = at("keys");
  let desk = at("judging"), ahead = null, busy = false;

  const part = (html) => new DOMParser().parseFromString(html, "text/html").getElementById("judging");
  const page = async (place) => {
    const answer = await fetch(place, { redirect: "manual" });
    return answer.ok ? part(await answer.text()) : null;
  };
  const say = (text) => { at("told").textContent = text; };

  // Another answer stands on the page: the script goes on with it, and fetches the one after it.
  const show = (other) => {
    desk.replaceWith(other);
    desk = other;
    desk.classList.add("fresh");
    setTimeout(() => other.classList.remove("fresh"), READ);
    history.replaceState(null, "", desk.dataset.place);
    begin();
    scrollTo(0, 0);
    (at("asked") || desk.querySelector("h1")).focus({ preventScroll: true });
  };
  const begin = () => {
    keys();
    ahead = desk.dataset.next && at("judge") ? page(desk.dataset.next).catch(() => null) : null;
  };
  const go = async () => {
    const other = await ahead;
    if (other) show(other);
    else location.assign(desk.dataset.next);
  };

  // Until the next answer stands there, a key would judge the one that is being left.
  const skip = async () => {
    busy = true;
    try {
      await go();
    } finally {
      busy = false;
    }
  };

  const causes = (shown) => {
    at("causes").hidden = !shown;
    if (!shown) at("judge").elements.kept.value = "";
    const chosen = at("judge").elements.kept.value;
    for (const one of at("grades").querySelectorAll("button")) one.toggleAttribute("aria-current", one.value === chosen);
    (shown ? at("causes").querySelector("legend") : at("grades").querySelector("button")).focus();
  };

  // After a new sign-in in another tab the page's token is an old one; another person's is not taken.
  const renew = async () => {
    const other = await page(desk.dataset.place);
    const token = other && other.dataset.who === desk.dataset.who && other.querySelector("input[name=csrf]");
    if (token) for (const input of document.querySelectorAll("input[name=csrf]")) input.value = token.value;
    return Boolean(token);
  };
  const send = async (form, button, renewed = false) => {
    const body = new URLSearchParams(new FormData(form));
    body.set(button.name, button.value);
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", headers: { "X-Ahead": "1" } });
    if (answer.status === 403 && !renewed && (await renew())) return send(form, button, true);
    return answer;
  };
  const judge = async (form, button) => {
    if (busy) return;
    busy = true;
    say(desk.dataset.saving);
    try {
      const answer = await send(form, button);
      if (answer.status === 204) await go();
      else if (answer.type === "opaqueredirect" || answer.status === 403) say(desk.dataset.session);
      else if (answer.status === 404) location.assign(desk.dataset.next); // erased meanwhile
      else {
        const told = part(await answer.text());
        if (told) show(told);
        else say(desk.dataset.offline);
        const fault = at("f-note");
        if (fault && fault.getAttribute("aria-invalid")) fault.focus();
      }
    } catch {
      say(desk.dataset.offline);
    } finally {
      busy = false;
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    if (form.id !== "judge" || !button) return;
    event.preventDefault();
    if (desk.classList.contains("fresh")) return;
    if (button.name === "grade" && (button.value === "wrong" || button.value === "partly")) {
      form.elements.kept.value = button.value;
      causes(true);
    } else judge(form, button);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#skip");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && ahead) {
      event.preventDefault();
      if (!busy) skip();
    } else if (event.target.closest("#help")) dialog.showModal();
  });

  const press = (selector, number) => {
    const button = desk.querySelectorAll(selector)[number - 1];
    if (button) button.click();
  };
  const deeds = {
    n: () => {
      if (!at("f-note")) return;
      at("f-note").closest("details").open = true;
      at("f-note").focus();
    },
    s: () => at("skip") && at("skip").click(),
    u: () => at("undo") && at("undo").requestSubmit(),
    "?": () => dialog.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat || dialog.open || busy) return;
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "Escape" && at("judge")) {
      if (typing) typing.blur();
      else if (!at("causes").hidden) causes(false);
      return;
    }
    if (typing || !at("keys-on").checked) return;
    const asks = at("causes") && !at("causes").hidden;
    if (/^[1-9]$/.test(event.key)) press(asks ? "#causes button" : "#grades button", Number(event.key));
    else if (deeds[event.key.toLowerCase()]) deeds[event.key.toLowerCase()]();
    else return;
    event.preventDefault();
  });

  const keys = () => {
    document.body.classList.toggle("no-keys", !at("keys-on").checked);
    if (at("help")) at("help").hidden = false;
  };
  at("keys-on").checked = localStorage.getItem(KEYS) !== "off";
  at("keys-on").addEventListener("change", () => {
    localStorage.setItem(KEYS, at("keys-on").checked ? "on" : "off");
    keys();
  });
  begin();
})();
