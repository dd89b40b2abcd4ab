// The print button works with a script only, so it is shown by one. Ticks are the reader's own and are kept nowhere.
const button = document.getElementById("print");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
