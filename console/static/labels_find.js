// Narrows the list of intents to what is typed, with or without accents. Enter takes the first; what was taken is told by `chosen`.
const input = document.getElementById("find");
const list = document.getElementById("intents");
const box = document.getElementById("all");

export const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase().trim();

// Of words that all stand there, those in the name come first, then those in its folded letters at all.
const rank = (item, words) => {
  const title = fold(item.dataset.title);
  if (!words.every((word) => item.dataset.find.includes(word))) return -1;
  return words.every((word) => title.includes(word)) ? (title.startsWith(words.join(" ")) ? 0 : 1) : 2;
};

const narrow = () => {
  const words = fold(input.value).split(/\s+/).filter(Boolean);
  const items = [...list.children].map((item, at) => ({ item, at: Number((item.dataset.at ??= at)), rank: rank(item, words) }));
  const shown = items.filter((one) => one.rank >= 0).sort((one, other) => one.rank - other.rank || one.at - other.at);
  for (const { item } of items) {
    item.hidden = true;
    item.classList.remove("first");
  }
  for (const { item } of shown) {
    item.hidden = false;
    list.append(item);
  }
  if (input.value) shown[0]?.item.classList.add("first");
  document.getElementById("found").textContent = !input.value ? "" : shown.length ? `${list.dataset.some}: ${shown.length}` : list.dataset.none;
};

const take = (item) => {
  if (!item) return;
  item.querySelector("input").checked = true;
  input.value = "";
  narrow();
  list.dispatchEvent(new CustomEvent("chosen", { bubbles: true, detail: item.dataset.intent }));
};

export const open = () => {
  box.open = true;
  input.focus();
};

// Empties what was typed; the list stays open where it is the only one to choose from.
export const close = () => {
  input.value = "";
  narrow();
  box.open = !document.querySelector(".suggested input");
};

// An input method takes this key: Safari ends a composition before it tells of the key that ended it, with 229.
export const composing = (event) => event.isComposing || event.keyCode === 229;

if (input) {
  input.closest(".script").hidden = false;
  input.addEventListener("input", narrow);
  input.addEventListener("keydown", (event) => {
    if (composing(event)) return;
    const shown = [...list.children].filter((item) => !item.hidden);
    const at = Math.max(0, shown.findIndex((item) => item.classList.contains("first")));
    if (event.key === "Enter") {
      event.preventDefault();
      if (input.value) take(shown[at]);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const next = shown[Math.min(shown.length - 1, Math.max(0, at + (event.key === "ArrowDown" ? 1 : -1)))];
      shown[at]?.classList.remove("first");
      next?.classList.add("first");
      next?.scrollIntoView({ block: "nearest" });
    }
  });
}
