/** What can be done with an answer: copy, hear, share, and say whether it helped. */

import { button, el, icon, list } from "./dom.js";
import { canRead, readAloud } from "./voice.js";
import { sourceWords } from "./sources.js";

const RATED = new Set(["answered", "not_found"]);
const FLASH_MS = 4_000;
const CODE = /^\d\.\d{6,12}$/;
const SHARED = /[#&]troly=(\d\.\d{6,12})(?:&|$)/;

/** The row under an answer. `deeds.tell(words)` says what was done. */
export function toolsOf(answer, t, deeds) {
  if (!answer.text) return null;
  const tools = [
    tool("copy", t("copy"), (node) => done(node, copy(copied(answer, t)), t("copied"), t("not_copied"), deeds)),
    canRead() ? tool("read", t("read"), (node) => readAloud(answer, node, { t, tell: deeds.tell, icon })) : null,
    CODE.test(answer.procedure?.code ?? "") ? tool("share", t("share"), (node) => share(answer.procedure, node, t, deeds)) : null,
  ];
  const verdicts = RATED.has(answer.status) ? [verdict("up", "up", t), verdict("down", "bad", t)] : [];
  const helped = verdicts.length ? el("div", { className: "verdicts", role: "group", "aria-label": t("rate") }, verdicts) : null;
  return el("div", { className: "tools" }, el("div", { className: "deeds", role: "group", "aria-label": t("tools") }, tools), helped);
}

/** The procedure that the address of this page was shared for; null when for none. */
export function sharedCode() {
  return SHARED.exec(location.hash)?.[1] ?? null;
}

function tool(name, label, act) {
  const node = button({ className: "tool", "aria-label": label, title: label, onclick: () => act(node) }, icon(name));
  return node;
}

/** The same words as the assistant's own buttons send; it asks for the reason itself. */
function verdict(option, drawing, t) {
  const label = t(`rate_${option}`);
  const payload = `/pick{"option":"rate:${option}"}`;
  return button({ className: "tool verdict", "data-payload": payload, "data-title": label, "aria-label": label, title: label, "aria-pressed": "false" }, icon(drawing));
}

function copied(answer, t) {
  const sources = list(answer.sources).map((source) => `- ${sourceWords(source, t)}`);
  return [answer.text, sources.length ? `${t("sources")}:\n${sources.join("\n")}` : ""].filter(Boolean).join("\n\n");
}

async function share({ code, name }, node, t, deeds) {
  // What else stands in this page's address may be the reader's own business.
  const url = new URL(document.querySelector("link[rel=canonical]")?.href ?? location.origin + location.pathname);
  url.hash = `troly=${code}`;
  if (navigator.share && matchMedia("(pointer: coarse)").matches) {
    await navigator.share({ title: name, url: url.href }).catch(() => {}); // Who changes their mind is no error.
    return;
  }
  await done(node, copy(url.href), t("link_copied"), t("not_copied"), deeds);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByHand(text); // Without https there is no clipboard but the old one.
  }
}

function copyByHand(text) {
  const area = el("textarea", { readonly: true, "aria-hidden": "true", tabindex: "-1" });
  area.value = text;
  document.body.append(area);
  area.select();
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    area.remove();
  }
}

async function done(node, deed, yes, no, deeds) {
  const words = (await deed) ? yes : no;
  deeds.tell(words);
  const flash = el("span", { className: "flash", "aria-hidden": "true" }, words);
  node.querySelector(".flash")?.remove();
  node.append(flash);
  setTimeout(() => flash.remove(), FLASH_MS);
}
