// One bubble of a conversation, as either platform draws it.
import { icon, linked, make, outside } from "./dom.js";

const WHO = { me: "Bạn", account: "Trợ lý", staff: "Cán bộ", note: "" };
const NOTES = {
  follow: "Bạn đã quan tâm tài khoản",
  unfollow: "Bạn đã bỏ quan tâm tài khoản",
  open: "Bạn đã mở cuộc trò chuyện",
  withdraw: "Bạn đã yêu cầu xóa dữ liệu của mình",
  share: "Bạn đã chia sẻ tên và số điện thoại",
  start: "Bạn đã bấm “Bắt đầu”",
  block: "Bạn đã chặn tin nhắn",
  unblock: "Bạn đã bỏ chặn tin nhắn",
};
const CLOCK = new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });

// `press(bubble, card, index)` is called for what the platform is told of.
export function bubble(told, press) {
  if (told.who === "note") return make("li", { class: "note" }, NOTES[told.kind] ?? told.kind);
  const body = make("div", { class: `body ${told.kind}` }, ...content(told, press));
  const said = make("span", { class: told.who === "staff" ? "author" : "hidden" }, `${WHO[told.who]}: `);
  const time = make("time", { datetime: new Date(told.at).toISOString() }, CLOCK.format(told.at));
  return make("li", { class: told.who, "data-number": told.number }, said, body, time);
}

export function plain(told) {
  return [told.text, ...told.cards.map((card) => `${card.title}. ${card.subtitle}`)].filter(Boolean).join(" ");
}

function content(told, press) {
  if (told.kind === "image") return [make("img", { src: "/screen/picture.svg", alt: "Ảnh", width: 180, height: 126 })];
  if (told.kind === "sticker") return [make("img", { src: "/screen/sticker.svg", alt: "Nhãn dán mặt cười", width: 96, height: 96 })];
  if (told.kind === "file") return [icon("file"), make("span", {}, "don.pdf")];
  if (told.kind === "location") return [icon("place"), make("span", {}, "Vị trí của tôi")];
  if (told.kind === "form") return [form(told, press)];
  if (told.kind === "cards") return [cards(told, press)];
  const text = make("div", { class: "text" }, ...linked(told.text));
  return told.buttons.length ? [text, buttons(told.buttons, (index) => press(told.number, null, index))] : [text];
}

function buttons(all, press) {
  return make("ul", { class: "buttons" }, ...all.map((one, index) => make("li", {}, button(one, () => press(index)))));
}

function button(one, press) {
  const title = make("span", {}, one.title);
  if (one.kind === "open") return outside(one.url, title, icon("open"), make("span", { class: "hidden" }, " (mở trang khác)"));
  if (one.kind === "call") return make("a", { href: `tel:${one.payload}` }, title);
  return make("button", { type: "button", onclick: press }, title, icon("next"));
}

function cards(told, press) {
  const one = (card, place) =>
    make(
      "li",
      { class: "card" },
      make("strong", {}, card.title),
      make("p", {}, card.subtitle),
      buttons(card.buttons, (index) => press(told.number, place, index)),
    );
  return make("ul", { class: "cards", tabindex: "0", "aria-label": "Các lựa chọn" }, ...told.cards.map(one));
}

function form(told, press) {
  const [card] = told.cards;
  const share = make("button", { type: "button", onclick: () => press(told.number, 0, 0) }, "Chia sẻ thông tin");
  return make("div", {}, make("strong", {}, card.title), make("p", {}, card.subtitle), make("div", { class: "buttons" }, share));
}
