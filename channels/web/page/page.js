// The tiles ask the assistant. A browser too old for it leaves the page as it is.
const chat = document.querySelector("troly-chat");

document.addEventListener("click", (event) => {
  const tile = event.target.closest?.("[data-question]");
  if (tile) chat.ask?.(tile.dataset.question);
});
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  chat.open?.();
});
