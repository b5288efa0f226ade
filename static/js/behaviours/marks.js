// "Hide highlights", and the tie between a claim in the list and its words in the text.
export function attach(button) {
  const text = document.getElementById("article-text");
  button.hidden = false;
  button.addEventListener("click", () => {
    const hidden = text.classList.toggle("hide-marks");
    button.setAttribute("aria-pressed", String(hidden));
  });

  const cards = new Map();
  for (const card of document.querySelectorAll("[data-claim]")) cards.set(card.dataset.claim, card);

  // An address with #ref-… or #annotation-… alone leads to the first part of a long text; the list knows in which part the words stand.
  const wanted = cards.get(location.hash.replace(/^#(ref|annotation)-/, ""))?.querySelector("a.number");
  if (wanted?.search && wanted.search !== location.search) location.replace(wanted.href);

  const light = (ids) => {
    for (const lit of document.querySelectorAll(".active")) lit.classList.remove("active");
    for (const id of ids) {
      cards.get(id)?.classList.add("active");
      for (const mark of text.querySelectorAll(`mark[data-a~="${id}"]`)) mark.classList.add("active");
    }
  };

  const idsAt = (node) => node.closest?.("mark[data-a]")?.dataset.a.split(" ") ?? [];
  text.addEventListener("pointerover", (event) => light(idsAt(event.target)));
  text.addEventListener("click", (event) => {
    const [id] = idsAt(event.target);
    if (id && document.getSelection().isCollapsed) cards.get(id)?.scrollIntoView({ block: "nearest" });
  });
  for (const [id, card] of cards) {
    card.addEventListener("pointerenter", () => light([id]));
    card.addEventListener("pointerleave", () => light([]));
    card.addEventListener("focusin", () => light([id]));
  }
}
