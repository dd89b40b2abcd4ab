/** The box one writes in: Enter sends, Shift+Enter breaks the line, 1,000 characters at most. */

const LIMIT = 1000;
const COUNT_FROM = 800;
const number = new Intl.NumberFormat("vi-VN");

/** Wire the form; `onSend(text)` gets what was written, trimmed and never empty. Returns `{fill, focus}`. */
export function setUpComposer(onSend) {
  const form = document.getElementById("composer");
  const box = document.getElementById("question");
  const counter = document.getElementById("counter");
  const status = document.getElementById("limit-status");

  const written = () => box.value.normalize("NFC").trim();
  // An accent typed apart is not a letter more: count as the gateway does.
  const length = () => [...written()].length;

  function refresh() {
    const used = length();
    const over = used > LIMIT;
    counter.hidden = used < COUNT_FROM;
    counter.textContent = over
      ? `${number.format(used)}/${number.format(LIMIT)} ký tự. Xin rút gọn câu hỏi.`
      : `${number.format(used)}/${number.format(LIMIT)} ký tự`;
    counter.classList.toggle("over", over);
    if (over) box.setAttribute("aria-invalid", "true");
    else box.removeAttribute("aria-invalid");
    const words = over ? "Câu hỏi dài hơn 1.000 ký tự, xin rút gọn." : "";
    if (status.textContent !== words) status.textContent = words;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
  }

  function submit() {
    const text = written();
    if (!text || length() > LIMIT) {
      box.focus({ preventScroll: true });
      return;
    }
    box.value = "";
    refresh();
    box.focus({ preventScroll: true });
    onSend(text);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  box.addEventListener("input", refresh);
  box.addEventListener("keydown", (event) => {
    // While a Vietnamese input method composes a syllable, Enter belongs to it (229: the same, in older Safari).
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });
  // A tap on the button would close a phone's keyboard and open it again.
  form.querySelector(".send").addEventListener("mousedown", (event) => event.preventDefault());

  return {
    focus: () => box.focus({ preventScroll: true }),
    fill(text) {
      box.value = text;
      refresh();
      box.focus();
    },
  };
}
