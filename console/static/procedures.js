// Writing a record: what is typed is kept a second after typing ends; what cannot be kept is said, stays here and is tried again.
"use strict";
(() => {
  const form = document.getElementById("record");
  const status = document.getElementById("saved");
  const words = form.dataset;
  const PAUSE = 1000, FIRST_RETRY = 3000, LONGEST_RETRY = 60000; // ms
  const dirty = new Map(); // a field -> when it was typed in last, counted
  const shown = new Map(); // a field -> how the server showed it last
  let again = []; // fields of which items were left out: what is said of them is placed by what is sent
  let count = 0, timer = 0, retry = FIRST_RETRY, running = null, over = false, leaving = false;

  const partOf = (element) => element.closest("[data-field]");
  const topOf = (name) => (name.startsWith("source.") ? name.slice(7) : name.split(".")[0]);
  const say = (text, wrong = false) => {
    if (status.textContent !== text) status.textContent = text;
    status.classList.toggle("wrong", wrong);
  };

  // A form of some fields alone, as the server reads it.
  const written = (fields) => {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (name === "page" || name === "number" || name === "revision") body.append(name, value);
      else if (name === "sent" ? fields.has(value) : name !== "csrf" && fields.has(topOf(name))) body.append(name, value);
    }
    return body;
  };

  const post = async (place, body, renewed = false) => {
    const headers = { "X-CSRF-Token": form.elements.csrf.value };
    const answer = await fetch(place, { method: "POST", headers, body, redirect: "manual" });
    if (answer.status === 403 && !renewed && (await renew())) return post(place, body, true);
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) throw new Error("session");
    if (answer.status === 413) throw new Error("large");
    if (!answer.ok && answer.status !== 409) throw new Error("failed");
    return answer;
  };

  // After a new sign-in in another tab the page's token is an old one: a new one stands on the page as the server shows it now.
  const renew = async () => {
    const answer = await fetch(form.action, { redirect: "manual" });
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("#record input[name=csrf]");
    // Another person who signed in meanwhile does not save in their name what they did not write.
    if (!token || page.getElementById("record").dataset.who !== words.who) return false;
    for (const input of document.querySelectorAll("input[name=csrf]")) input.value = token.value;
    return true;
  };

  const later = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(save, ms);
  };
  const touched = (field, ms = PAUSE) => {
    dirty.set(field, ++count);
    if (over) return;
    say(words.writing);
    later(ms);
  };

  const save = () => {
    if (!running && !over && dirty.size) running = send().finally(() => { running = null; });
    return running;
  };
  const send = async () => {
    const sent = new Map(dirty);
    try {
      const answer = await post(words.save, written(new Set([...sent.keys(), ...again])));
      apply(await answer.json(), sent);
      retry = FIRST_RETRY;
      // What could not be read waits for the next key; what was typed meanwhile is sent.
      if (!over && [...dirty].some(([field, at]) => sent.get(field) !== at)) later(PAUSE);
    } catch (error) {
      say(words[error.message] || words.offline, true);
      later(retry);
      retry = Math.min(retry * 2, LONGEST_RETRY);
    }
  };

  const apply = (told, sent) => {
    if (told.over) {
      over = true;
      document.getElementById("gone").hidden = false;
      document.getElementById("gone-said").textContent = told.said;
      document.querySelector("#gone button").hidden = Boolean(told.late);
    }
    for (const field of told.kept || []) if (dirty.get(field) === sent.get(field)) dirty.delete(field);
    const clash = Object.keys(told.fields || {}).some((field) => dirty.has(field));
    for (const [field, html] of Object.entries(told.fields || {})) if (!dirty.has(field)) replace(field, html);
    // Where somebody types on in a field that another changed, this page has not seen the other's: it says so by the old revision.
    if (told.revision !== undefined && !clash) for (const input of document.querySelectorAll("input[name=revision]")) input.value = told.revision;
    again = told.again || again;
    if (told.beside) beside(told.beside);
    if (told.summary) document.getElementById("summary").outerHTML = told.summary;
    say(told.said, !told.good);
  };

  const replace = (field, html) => {
    if (shown.get(field) === html) return;
    shown.set(field, html);
    document.getElementById(`part-${field}`).outerHTML = html;
  };

  const beside = (said) => {
    for (const slot of form.querySelectorAll(".told")) {
      const lines = said[slot.id.slice(5)] || [];
      slot.replaceChildren(...lines.map(([level, text]) => Object.assign(document.createElement("span"), { className: level, textContent: text })));
      const input = document.getElementById(`i-${slot.id.slice(5)}`);
      if (input) input.toggleAttribute("aria-invalid", lines.some(([level]) => level !== "warning"));
    }
  };

  // An item of a list is added, removed or moved by the server, which shows the field anew.
  const change = async (button) => {
    const part = partOf(button), field = part.dataset.field, verb = button.value.split(":")[0];
    const body = written(new Set([field]));
    body.append("do", button.value);
    part.inert = true;
    try {
      const answer = await post(words.items, body);
      if (!answer.ok) throw new Error("failed");
      part.outerHTML = await answer.text();
      const item = form.querySelector("[data-focus]");
      const first = item && (verb === "add" || verb === "remove" ? null : item.querySelector(`:scope > .tools [value^="${verb}:"]:enabled, :scope > .tools :enabled`));
      (first || (item && item.querySelector("input, textarea, select")) || document.querySelector(`#part-${field} .add`)).focus();
      shown.delete(field);
      touched(field, 50);
    } catch (error) {
      part.inert = false;
      say(words[error.message] || words.offline, true);
    }
  };

  form.addEventListener("input", (event) => {
    const part = partOf(event.target);
    if (part) touched(part.dataset.field);
  });
  form.addEventListener("submit", (event) => {
    const deed = event.submitter ? event.submitter.value : "save";
    if (deed === "again") {
      leaving = true;
      return;
    }
    event.preventDefault();
    if (deed === "save") later(0);
    else change(event.submitter);
  });
  // Handing over: first what was typed last is kept, so that what is read is what was meant.
  document.querySelector("form[data-after-save]")?.addEventListener("submit", async (event) => {
    const target = event.target;
    if (!dirty.size && !running) {
      leaving = true;
      return;
    }
    event.preventDefault();
    clearTimeout(timer);
    await running;
    await save();
    if (!dirty.size && !over) target.requestSubmit();
  });
  document.querySelector('form[action$="/withdraw"]')?.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("online", () => later(0));
  window.addEventListener("beforeunload", (event) => {
    if (dirty.size && !leaving) event.preventDefault();
  });
  say(words.ready);

  // What was typed before this script had come is kept too. Where a page was reloaded or went back to, the browser fills it in, and nobody typed it.
  const typed = (one) => {
    if (one.type === "checkbox" || one.type === "radio") return one.checked !== one.defaultChecked;
    if (one.options) return one.selectedIndex !== Math.max(0, [...one.options].findLastIndex((option) => option.defaultSelected));
    if (one.tagName === "TEXTAREA") return one.value !== one.defaultValue;
    // An input takes line breaks out of what it is given: that is no typing.
    return one.tagName === "INPUT" && one.value !== Object.assign(document.createElement("input"), { type: one.type, value: one.defaultValue }).value;
  };
  if (performance.getEntriesByType("navigation")[0]?.type === "navigate") {
    for (const one of form.elements) if (partOf(one) && typed(one)) touched(partOf(one).dataset.field);
  }
})();
