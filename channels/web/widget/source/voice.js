/** Speaking in place of writing, and hearing in place of reading, where the browser can. Neither ever begins by itself. */

const LANGUAGES = { vi: "vi-VN", en: "en-US" };
const Recognition = () => window.SpeechRecognition ?? window.webkitSpeechRecognition;

let reading = null; // the button of what is being read

export function canRead() {
  return "speechSynthesis" in window && "SpeechSynthesisUtterance" in window;
}

export function canHear() {
  return Boolean(Recognition());
}

/** Read `answer` aloud, or stop when it is being read. A voice of another language would only make noise. */
export function readAloud(answer, node, { t, tell, icon }) {
  const again = reading === node;
  stopReading();
  if (again) return;
  const language = answer.language === "en" ? "en" : "vi";
  const voices = speechSynthesis.getVoices();
  const voice = voices.find(({ lang }) => lang.toLowerCase().startsWith(language));
  if (voices.length && !voice) {
    tell(t("no_voice"), true);
    return;
  }
  const words = new SpeechSynthesisUtterance(String(answer.text).replace(/https?:\/\/\S+/g, ""));
  words.lang = LANGUAGES[language];
  if (voice) words.voice = voice;
  const show = (name, label) => {
    node.replaceChildren(icon(name));
    node.setAttribute("aria-label", label);
    node.title = label;
  };
  node.stopped = () => show("read", t("read"));
  words.onend = words.onerror = () => reading === node && stopReading();
  reading = node;
  show("stop", t("stop_reading"));
  speechSynthesis.speak(words);
}

export function stopReading() {
  if (!reading) return;
  const node = reading;
  reading = null;
  speechSynthesis.cancel();
  node.stopped();
}

/** Listen to one sentence. `heard(text, final)`, then `ended(error)` once. Returns the way to stop. */
export function listen(language, heard, ended) {
  const recognition = new (Recognition())();
  recognition.lang = LANGUAGES[language];
  recognition.interimResults = true;
  let error = null;
  recognition.onresult = ({ results }) => {
    const parts = [...results];
    heard(parts.map(([best]) => best.transcript).join(" ").trim(), parts.every(({ isFinal }) => isFinal));
  };
  recognition.onerror = (event) => (error = event.error);
  recognition.onend = () => ended(error);
  recognition.start();
  return () => recognition.stop();
}
