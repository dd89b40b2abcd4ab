/** Small building blocks. Data only ever becomes text nodes and checked links; nothing here parses HTML. */

const SVG = "http://www.w3.org/2000/svg";
const WEB_ADDRESS = /https?:\/\/[^\s<>"'“”]+/g;
const TRAILING = /[.,;:!?)\]]+$/;

/** Drawn on a field of 24 by 24, lines only. */
const ICONS = {
  chat: "M4 5h16v11.5h-9L6.500 20v-3.500H4zM8 9.300h8M8 12.300h5",
  close: "M6 6l12 12M18 6L6 18",
  down: "M5.500 9.500 12 16l6.500-6.500",
  menu: "M4 7h16M4 12h16M4 17h16",
  send: "M12 19.500V5M5.500 11.500 12 5l6.500 6.500",
  mic: "M12 3.500a2.500 2.500 0 0 1 2.500 2.500v5a2.500 2.500 0 0 1-5 0V6A2.500 2.500 0 0 1 12 3.500zM6.500 11a5.500 5.500 0 0 0 11 0M12 16.500v4",
  up: "M7.500 20V10.500L11.500 4c2 0 2.500 1.500 2 3.500L13 9.500h6l-1.500 9c-.2 1-.8 1.500-1.800 1.500zM3.500 10.500h4V20h-4z",
  bad: "M7.500 4v9.500l4 6.500c2 0 2.500-1.500 2-3.500l-.5-2h6l-1.500-9C17.300 4.500 16.700 4 15.700 4zM3.500 13.500h4V4h-4z",
  copy: "M9 9h11v11H9zM15 5V4H4v11h1",
  share: "M12 14.500V4M8 7.500 12 3.500l4 4M5.500 11.500v8.500h13v-8.500",
  read: "M4 9.500h3.500L12 5.500v13l-4.500-4H4zM15.500 9a4 4 0 0 1 0 6M18 6.500a7.500 7.500 0 0 1 0 11",
  stop: "M7 7h10v10H7z",
  print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
  done: "M5 12.500l4.500 4.500L19 7.500",
};

/** Create `tag` with `attributes` (`className`, `on...` listeners, or any attribute; null and false are left out) and `children`. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "className") node.className = value;
    else if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return node;
}

/** A drawing that says nothing by itself. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  for (const [key, value] of [["viewBox", "0 0 24 24"], ["class", "icon"], ["aria-hidden", "true"]]) svg.setAttribute(key, value);
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A real button. `label` is its accessible name where a drawing stands alone. */
export function button(attributes, ...children) {
  return el("button", { type: "button", ...attributes }, ...children);
}

/** Return a checked http(s) URL, or null for anything else. */
export function webAddress(value, base) {
  try {
    const url = new URL(value, base);
    return url.protocol === "https:" || url.protocol === "http:" ? url : null;
  } catch {
    return null;
  }
}

/** A link that opens beside the conversation; `hint` says so to those who do not see it. */
export function link(url, label, hint) {
  return el("a", { href: url.href, target: "_blank", rel: "noopener" }, label, el("span", { className: "sr" }, ` ${hint}`));
}

/** Split `text` into text and links, as a list of strings and nodes. */
export function linked(text, hint) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(WEB_ADDRESS)) {
    const address = match[0].replace(TRAILING, "");
    const url = webAddress(address);
    if (!url) continue;
    parts.push(text.slice(end, match.index), link(url, address, hint));
    end = match.index + address.length;
  }
  parts.push(text.slice(end));
  return parts;
}

/** "2026-04-16" becomes "16/4/2026", in English "16 April 2026"; what is not such a date is shown as it came. */
export function plainDate(iso, language) {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso);
  if (!match) return String(iso);
  if (language !== "en") return `${Number(match[3])}/${Number(match[2])}/${match[1]}`;
  const day = new Date(Date.UTC(match[1], match[2] - 1, match[3]));
  return day.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
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

/** `value` where it is a list, else an empty one. */
export function list(value) {
  return Array.isArray(value) ? value : [];
}
