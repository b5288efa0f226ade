// Number keys choose in a group of radios: 1 is the first. Only while the focus is inside, never while typing words;
// single keys of the whole page would be in the way of those who speak to their machine (WCAG 2.1.4).
const TYPING = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=range])";

export function attach(group) {
  group.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPING)) return;
    const radios = group.querySelectorAll("input[type=radio]");
    const chosen = /^[1-9]$/.test(event.key) && radios[Number(event.key) - 1];
    if (!chosen) return;
    event.preventDefault();
    chosen.click();
    chosen.focus();
  });
}
