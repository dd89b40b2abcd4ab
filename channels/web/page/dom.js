/** Small building blocks. Data only ever becomes text nodes and checked links; nothing here parses HTML. */

const WEB_ADDRESS = /https?:\/\/[^\s<>"'“”]+/g;
const TRAILING = /[.,;:!?)\]]+$/;

/** Create `tag` with `attributes` (a `className`, or any attribute; null is left out) and `children` (nodes, strings). */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "className") node.className = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

/** Return a checked http(s) URL, or null for anything else. */
export function webAddress(value) {
  try {
    const url = new URL(value);
    return url.protocol === "https:" || url.protocol === "http:" ? url : null;
  } catch {
    return null;
  }
}

/** A link that opens beside the conversation, so that the answer is not lost. */
export function link(url, label) {
  const hint = el("span", { className: "sr" }, " (mở trong thẻ mới)");
  return el("a", { href: url.href, target: "_blank", rel: "noopener" }, label, hint);
}

/** Split `text` into text and links, as a list of strings and nodes. */
export function linked(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(WEB_ADDRESS)) {
    const address = match[0].replace(TRAILING, "");
    const url = webAddress(address);
    if (!url) continue;
    parts.push(text.slice(end, match.index), link(url, address));
    end = match.index + address.length;
  }
  parts.push(text.slice(end));
  return parts;
}

/** "2026-04-16" becomes "16/4/2026"; what is not such a date is shown as it came. */
export function vietnameseDate(iso) {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso);
  return match ? `${Number(match[3])}/${Number(match[2])}/${match[1]}` : iso;
}

/** A random id. `crypto.randomUUID` exists only on https and localhost; a ward's intranet may have neither. */
export function randomId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
