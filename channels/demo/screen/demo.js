// Keeps both phones and the wire as the program has them: asks, and is answered as soon as something changed.
import { post } from "./dom.js";
import { Phone } from "./phone.js";
import { Wire } from "./wire.js";

const AGAIN = 1000; // milliseconds before asking again where nobody answered
const [zalo, messenger] = [...document.querySelectorAll(".side")].map((root) => new Phone(root));
const wire = new Wire(document.querySelector(".wire"));
const lost = document.querySelector(".lost");
let version = -1;
let asking = new AbortController();

for (const phone of [zalo, messenger]) {
  for (const field of phone.root.querySelectorAll(".name, .anonymous")) {
    field.addEventListener("change", () => {
      localStorage.setItem(`name:${phone.platform}`, phone.find(".name").value);
      version = -1;
      asking.abort();
    });
  }
}
for (const button of document.querySelectorAll("[data-hours]")) {
  button.addEventListener("click", () => post("/api/clock", { hours: Number(button.dataset.hours) }));
}
document.querySelector(".subscribe").addEventListener("click", () => post("/api/subscribe", {}));

async function look() {
  asking = new AbortController();
  const query = new URLSearchParams({ zalo: zalo.name, messenger: messenger.name, after: version });
  const response = await fetch(`/api/state?${query}`, { signal: asking.signal });
  if (!response.ok) throw new Error(`state: ${response.status}`);
  const told = await response.json();
  version = told.version;
  zalo.show(told.zalo, told.profile);
  messenger.show(told.messenger, told.profile);
  wire.show(told.wire, told.hours, told.zalo.off || told.messenger.off);
  for (const place of document.querySelectorAll(".quiet")) place.textContent = told.quiet;
}

for (;;) {
  try {
    await look();
    lost.hidden = true;
  } catch (error) {
    if (error.name !== "AbortError") {
      lost.hidden = false;
      version = -1;
      await new Promise((done) => setTimeout(done, AGAIN));
    }
  }
}
