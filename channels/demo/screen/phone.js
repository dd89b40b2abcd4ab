// One phone: draws what its platform shows to a person, and tells the program what the person does.
import { bubble, plain } from "./bubbles.js";
import { make, outside, post } from "./dom.js";

const HOUR = 3600;
const DOTS = 20000; // milliseconds

export class Phone {
  constructor(root) {
    this.root = root;
    this.platform = root.dataset.platform;
    this.find = (selector) => root.querySelector(selector);
    this.last = 0;
    this.person = "";
    this.find(".name").value = localStorage.getItem(`name:${this.platform}`) || this.find(".name").value;
    this.listen();
  }

  get name() {
    const name = this.find(".name").value.trim() || "Khách";
    return this.anonymous ? `${name.slice(0, 30)} ẩn danh` : name;
  }

  // Who is not signed in is somebody else to the platform, and can only write.
  get anonymous() {
    return this.find(".anonymous")?.checked ?? false;
  }

  listen() {
    for (const button of this.root.querySelectorAll("[data-act]")) {
      button.addEventListener("click", () => this.does(button.classList.contains("block") && this.blocked ? "unblock" : button.dataset.act));
    }
    for (const form of this.root.querySelectorAll("form")) form.addEventListener("submit", (event) => this.write(event, form));
    for (const box of this.root.querySelectorAll("[data-trouble]")) {
      box.addEventListener("change", () => this.trouble(box.dataset.trouble, box.checked));
    }
    this.find("[data-once]")?.addEventListener("click", (event) => this.trouble(event.target.dataset.once, true));
  }

  does(act, more = {}) {
    return post(`/api/${this.platform}/does`, { name: this.name, act, ...more });
  }

  trouble(what, on) {
    return post(`/api/${this.platform}/trouble`, { what, on });
  }

  async write(event, form) {
    event.preventDefault();
    const text = form.elements.text.value;
    if (!text.trim()) return;
    form.elements.text.value = "";
    try {
      await this.does(form.classList.contains("staff") ? "staff" : this.anonymous ? "anonymous" : "text", { text });
    } catch {
      form.elements.text.value = text; // nobody took it: it is not lost
    }
  }

  show(told, profile) {
    if (told.person !== this.person) this.begin(told);
    const log = this.find(".log");
    const news = told.bubbles.filter((one) => one.number > this.last);
    const list = this.find(".bubbles");
    list.append(...news.map((one) => bubble(one, (number, card, index) => this.does("press", { bubble: number, card, index }))));
    for (const { number } of told.bubbles.filter((one) => one.mark)) list.querySelector(`[data-number="${number}"]`)?.classList.add("liked");
    this.find(".welcome").hidden = told.bubbles.length > 0;
    this.blocked = told.blocked;
    this.frame(told);
    if (this.platform === "messenger") this.messenger(told, profile);
    if (news.length) this.told(news, log);
  }

  begin(told) {
    this.person = told.person;
    this.last = 0;
    this.find(".bubbles").replaceChildren();
    for (const button of this.root.querySelectorAll("[data-act]")) button.disabled = this.anonymous;
  }

  told(news, log) {
    this.last = news.at(-1).number;
    log.scrollTop = log.scrollHeight;
    const answers = news.filter((one) => one.who === "account" || one.who === "staff");
    if (answers.length) this.find("[role=status]").textContent = answers.map(plain).join(" ");
  }

  frame(told) {
    this.find(".window").textContent = span(told.window, this.platform);
    this.find(".window").className = `window ${told.window.state}`;
    const block = this.find(".block");
    block.dataset.words ??= block.textContent;
    block.textContent = told.blocked ? "Bỏ chặn" : block.dataset.words;
    for (const box of this.root.querySelectorAll("[data-trouble]")) box.checked = told.troubles.includes(box.dataset.trouble);
  }

  messenger(told, profile) {
    this.types(told.typing);
    const key = JSON.stringify([profile, told.replies]);
    if (key === this.drawn) return;
    this.drawn = key;
    this.find(".greeting").textContent = profile.greeting;
    const asked = profile.questions.map((title, index) => this.choice(title, "ask", index));
    this.find(".questions").replaceChildren(...(asked.length ? asked : profile.start ? [this.choice("Bắt đầu", "start", 0)] : []));
    this.find(".menu").hidden = !profile.menu.length;
    const item = (one, index) => (one.url ? outside(one.url, one.title) : this.choice(one.title, "menu", index));
    this.find(".items").replaceChildren(...profile.menu.map(item));
    this.find(".replies").hidden = !told.replies.length;
    this.find(".replies").replaceChildren(...told.replies.map((one, index) => this.choice(one.title, "reply", index)));
  }

  // The dots go by themselves where nothing follows.
  types(typing) {
    clearTimeout(this.dots);
    this.find(".typing").hidden = !typing;
    if (!typing) return;
    this.find(".log").scrollTop = this.find(".log").scrollHeight;
    this.dots = setTimeout(() => (this.find(".typing").hidden = true), DOTS);
  }

  choice(title, act, index) {
    const press = () => {
      this.find(".menu").open = false;
      this.does(act, { index });
    };
    return make("button", { type: "button", onclick: press }, title);
  }
}

function span({ state, seconds }, platform) {
  if (state === "closed") return platform === "zalo" ? "Chưa được nhắn trước (cửa sổ 7 ngày đóng)" : "Chưa được nhắn trước (cửa sổ 24 giờ đóng)";
  const hours = Math.floor(seconds / HOUR);
  const left = hours >= 72 ? `${Math.floor(hours / 24)} ngày` : hours ? `${hours} giờ` : `${Math.ceil(seconds / 60)} phút`;
  return state === "billed" ? `Nhắn có tính phí, còn ${left}` : `Được nhắn miễn phí, còn ${left}`;
}
