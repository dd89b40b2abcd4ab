// Labelling by the keyboard: what is chosen is sent without leaving the page, and the answer brings the next text.
import { close as closeFind, composing, open as find } from "./labels_find.js";
import { Spans } from "./labels_spans.js";

const words = document.getElementById("words").dataset;
const told = document.getElementById("told");
const wrong = document.getElementById("wrong");
const keys = document.getElementById("keys");
const help = document.getElementById("help");
const READ = 400; // milliseconds: nobody reads a text faster, so a key or click that comes sooner was meant for the one before
let spans = null, busy = false, armed = "", flagging = false, moved = false, timer = 0;

const form = () => document.getElementById("label");
const utterance = () => document.getElementById("utterance");
const say = (text) => {
  told.textContent = "";
  told.textContent = text;
};
const fresh = () => document.getElementById("sheet").classList.contains("fresh");
const freshen = () => {
  clearTimeout(timer);
  const sheet = document.getElementById("sheet");
  sheet.classList.add("fresh");
  timer = setTimeout(() => sheet.classList.remove("fresh"), READ);
};
const complain = (text) => {
  wrong.textContent = text;
  wrong.hidden = !text;
};

// What is chosen, and what is to be known of it.
const radio = () => document.querySelector('input[name="intent"]:checked');
const titleOf = (input) => input?.dataset.title ?? input?.closest("li").dataset.title;
const target = () => new FormData(form()).get("target");
const warned = () => {
  const groups = [...document.querySelectorAll(".warned")].filter((one) => one.dataset.target === target());
  const intent = radio()?.value;
  return groups.find((one) => one.dataset.intent === intent) ?? (intent && groups.find((one) => one.dataset.intent === ""));
};
const refresh = () => {
  const now = warned();
  for (const group of document.querySelectorAll(".warned")) group.hidden = group !== now || !group.children.length;
  const title = titleOf(radio());
  if (title) document.getElementById("chosen").textContent = title;
};
const choose = (input) => {
  if (!input) return;
  input.checked = true;
  armed = "";
  refresh();
  say(`${words.chosen}: ${titleOf(input)}`);
};
const suggested = () => [...document.querySelectorAll('.suggested input[name="intent"]')];

// Spans.
const drawMarks = () => {
  const list = document.getElementById("marks");
  list.replaceChildren(
    ...spans.marks.map((mark) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      const piece = spans.text.slice(mark.start, mark.end);
      button.type = "button";
      button.className = "plain";
      button.textContent = `${piece} · ${mark.title} ✕`;
      button.setAttribute("aria-label", `${list.dataset.remove}: ${piece}, ${mark.title}`);
      button.addEventListener("click", () => unmark(mark));
      item.append(button);
      return item;
    }),
  );
  list.hidden = !spans.marks.length;
  showOffers();
};
const showOffers = () => {
  const free = (one) => spans.marks.every((mark) => mark.end <= Number(one.dataset.start) || Number(one.dataset.end) <= mark.start);
  const buttons = [...document.querySelectorAll(".offer")];
  for (const button of buttons) button.hidden = !free(button);
  document.getElementById("offered").hidden = !buttons.some((button) => !button.hidden);
};
const markAs = (place, name, title) => {
  spans.add(place, name, title);
  say(`${words.marked}: ${spans.text.slice(place.start, place.end)}, ${title}`);
};
const unmark = (place) => {
  if (spans.remove(place)) say(`${words.unmarked}: ${spans.text.slice(place.start, place.end)}`);
  utterance().focus();
};
const offer = (button) => {
  const { start, end, name, title } = button.dataset;
  markAs({ start: Number(start), end: Number(end) }, name, title);
};
const showPicked = () => {
  const picked = spans?.picked;
  const label = document.getElementById("picked");
  if (!label) return;
  label.textContent = picked ? `${words.selected}: ${spans.text.slice(picked.start, picked.end)}` : label.dataset.hint;
  document.querySelector("#kinds .buttons").hidden = !picked;
  if (picked) spans.follow();
};

// A sheet begins: what needs a script is shown, and the rows for words, which do without one, are not.
const begin = () => {
  armed = form()?.elements.seen.value ?? "";
  flagging = false;
  spans = null;
  if (!form()) return;
  const text = utterance();
  if (text.textContent.length === Number(text.dataset.units)) {
    const marks = [...document.querySelectorAll("#marks > li")].map(({ dataset: { start, end, name, title } }) => ({ start: Number(start), end: Number(end), name, title }));
    spans = new Spans(text, marks, drawMarks);
    const rows = document.querySelector(".plainly");
    rows.hidden = rows.disabled = true;
    document.getElementById("kinds").hidden = false;
    drawMarks();
  }
  const early = radio(); // chosen before this script came
  const wanted = early && !early.defaultChecked ? early.value : form().dataset.intent;
  for (const other of document.querySelectorAll("#intents input")) other.checked = other.value === wanted;
  const own = suggested().find((one) => one.value === wanted); // one name, one choice: this one takes it from the list
  if (own) own.checked = true;
  document.querySelector(".unscripted")?.remove();
  refresh();
};

const post = async (place, body, renewed = false) => {
  const answer = await fetch(place, { method: "POST", headers: { "X-Part": "sheet" }, body, redirect: "manual" });
  if (answer.headers.get("X-Part") === "sheet") return answer.text();
  const over = answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403;
  if (over && !renewed && (await renew(body))) return post(place, body, true);
  throw new Error(over ? "session" : "failed");
};

// After a new sign-in in another tab the page's token is an old one; another person's is not taken.
const renew = async (body) => {
  const answer = await fetch(document.getElementById("sheet").dataset.place, { redirect: "manual" });
  if (!answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("input[name=csrf]");
  const who = page.getElementById("words")?.dataset.who;
  if (!token || who !== words.who) return false;
  body.set("csrf", token.value);
  return true;
};

const send = async (sent, act) => {
  if (busy || (act && fresh())) return;
  const body = new URLSearchParams(new FormData(sent));
  if (act) body.set("act", act);
  if (act && spans) {
    body.set("units", spans.text.length);
    for (const mark of spans.marks) body.append("span", `${mark.start}:${mark.end}:${mark.name}`);
  }
  busy = true;
  document.getElementById("sheet").classList.add("busy");
  try {
    const page = new DOMParser().parseFromString(await post(sent.action, body), "text/html");
    show(document.importNode(page.getElementById("sheet"), true));
  } catch (error) {
    complain(error.message === "session" ? words.session : words.failed);
  } finally {
    busy = false;
    document.getElementById("sheet").classList.remove("busy");
  }
};

const show = (sheet) => {
  complain("");
  document.getElementById("sheet").replaceWith(sheet);
  // Once, and to where the next text comes from: a new address has the browser ask for the page's icon again.
  if (!moved) history.replaceState(null, "", words.begin);
  moved = true;
  freshen();
  const all = document.getElementById("all");
  if (all) all.hidden = "over" in sheet.dataset;
  begin();
  say(sheet.dataset.told);
  if (all && radio()) all.open = false;
  utterance().focus();
};

const save = () => {
  if (fresh()) return;
  const group = warned();
  if (!radio()) {
    say(words.noIntent);
    return;
  }
  if (group?.dataset.refuses) {
    say(words.refused);
    return;
  }
  const seen = group?.dataset.seen ?? "";
  if (seen && armed !== seen) {
    armed = seen;
    freshen();
    say(words.again);
    return;
  }
  form().elements.seen.value = seen;
  send(form(), "give");
};

const act = {
  t: () => {
    const [train, test] = document.querySelectorAll('input[type=radio][name="target"]');
    if (!train) return say(words.fixed);
    const chosen = train.checked ? test : train;
    chosen.checked = true;
    armed = "";
    refresh();
    say(chosen === test ? words.test : words.train);
  },
  n: () => send(form(), "skip"),
  s: () => send(form(), "skip"), // as where answers are judged
  d: () => send(form(), "discard"),
  f: () => {
    flagging = true;
    document.getElementById("f-note").focus();
    say(words.flag);
  },
  e: () => {
    for (const button of document.querySelectorAll(".offer")) if (!button.hidden) offer(button);
  },
  "/": find,
};
const lettered = (key) => {
  if (key === "?") return toggleHelp();
  if (key === "u") {
    const undo = document.getElementById("undo");
    return undo ? send(undo) : say(words.noUndo);
  }
  if (!form()) return false;
  const picked = spans?.picked;
  if (/^[1-9]$/.test(key)) {
    const kind = picked && document.querySelectorAll(".kind")[key - 1];
    return kind ? markAs(picked, kind.dataset.kind, kind.dataset.title) : choose(suggested()[key - 1]);
  }
  return act[key] ? act[key]() : false;
};
const toggleHelp = () => {
  const button = document.getElementById("show-keys");
  help.hidden = !help.hidden;
  button.setAttribute("aria-expanded", String(!help.hidden));
  if (!help.hidden) help.focus();
  else if (document.activeElement !== button) utterance().focus();
};

const FIELD = 'input:not([type="radio"], [type="checkbox"]), textarea, select';
const inField = (event) => {
  if (event.key === "Escape") {
    if (flagging) say("");
    flagging = false;
    if (event.target.id === "find") closeFind();
    utterance()?.focus();
  } else if (event.key === "Enter" && event.target.id === "f-note") {
    event.preventDefault();
    if (flagging) send(form(), "flag");
    else save();
  }
};
const inText = (event) => {
  if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) spans.step(event.key, event.shiftKey);
  else if (event.key === "Backspace" || event.key === "Delete") {
    const picked = spans.picked;
    if (picked) unmark(picked);
  } else return false;
  return true;
};
const chosenByArrow = (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return false;
  const all = suggested();
  const at = all.findIndex((one) => one.checked);
  choose(all[Math.min(all.length - 1, Math.max(0, at + (event.key === "ArrowDown" ? 1 : -1)))]);
  return true;
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || composing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest(FIELD)) return inField(event);
  if (busy) return;
  if (event.target === utterance() && spans && (inText(event) || chosenByArrow(event))) return event.preventDefault();
  if (event.key === "Escape") {
    getSelection().removeAllRanges();
    if (!help.hidden) toggleHelp();
  } else if (event.key === "Enter") {
    if (event.repeat || !form() || event.target.closest("button, a, summary")) return;
    event.preventDefault();
    if (help.contains(event.target)) toggleHelp();
    else save();
  } else if (event.key.length === 1 && keys.checked && !event.repeat && lettered(event.key.toLowerCase()) !== false) event.preventDefault();
});
document.addEventListener("submit", (event) => {
  if (!event.target.closest("#sheet")) return;
  event.preventDefault();
  const wanted = event.submitter?.value;
  if (event.target.id === "undo") send(event.target);
  else if (wanted === "give" || !wanted) save();
  else send(event.target, wanted);
});
document.addEventListener("change", (event) => {
  if (event.target.name !== "intent" && event.target.name !== "target") return;
  armed = "";
  refresh();
});
document.addEventListener("chosen", (event) => {
  const own = suggested().find((one) => one.value === event.detail);
  if (own) own.checked = true;
  document.getElementById("all").open = false;
  armed = "";
  refresh();
  utterance().focus();
  say(`${words.chosen}: ${titleOf(radio())}`);
});
document.addEventListener("selectionchange", showPicked);
// A press on a button must not take the selection that it is for.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest(".kind")) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const kind = event.target.closest(".kind");
  const picked = kind && spans?.picked;
  if (picked) markAs(picked, kind.dataset.kind, kind.dataset.title);
  const offered = event.target.closest(".offer");
  if (offered) offer(offered);
});
document.getElementById("show-keys").addEventListener("click", toggleHelp);
keys.checked = localStorage.getItem("labels-keys") !== "off";
keys.addEventListener("change", () => {
  localStorage.setItem("labels-keys", keys.checked ? "on" : "off");
  say(keys.checked ? words.keysOn : words.keysOff);
});
for (const part of document.querySelectorAll(".switch")) part.hidden = false;
begin();
utterance()?.focus({ preventScroll: true });
