// Rows that are chosen by their boxes: all at once, a run of them with Shift (by mouse or Space), and how many there are.
export function attach(form) {
  const boxes = [...form.querySelectorAll("input[type=checkbox][name=claim]")];
  const part = (name) => form.querySelector(`[data-part="${name}"]`);
  const all = part("all");
  const count = part("count");
  let last = null;

  function tell() {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
    count.textContent = count.dataset.words.replace("%n", chosen);
  }

  for (const box of boxes) {
    box.addEventListener("click", (event) => {
      if (event.shiftKey && last) {
        const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
        for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
      }
      last = box;
      tell();
    });
  }
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  addEventListener("pageshow", tell); // boxes that the browser remembered
  part("chosen").hidden = false;
  tell();
}
