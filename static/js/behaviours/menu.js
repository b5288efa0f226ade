// The navigation behind a button, where the screen is narrow.
export function attach(button) {
  const parts = [document.getElementById("main-nav"), document.getElementById("who")];
  const show = (open) => {
    button.setAttribute("aria-expanded", String(open));
    for (const part of parts) part.classList.toggle("open", open);
  };
  button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || button.getAttribute("aria-expanded") !== "true") return;
    show(false);
    button.focus();
  });
}
