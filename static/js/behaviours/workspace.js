// Marking a claim in the text: select words by mouse or touch, or choose them by keyboard; then say what the claim is.
import { Picker } from "../anchoring/picker.js";
import { rangeOfSpan, spanOfRange, textOf } from "../anchoring/selection.js";

const SETTLED = 120; // ms after which a selection is not being dragged any more
const SHOWN = 500; // code points shown of a choice that is too long to be marked
const SPOKEN = 120; // characters of a choice that are read out whole

export function attach(text) {
  const toolbar = document.getElementById("toolbar");
  const form = new ClaimForm(text);
  let span = null;

  // By mouse and touch ------------------------------------------------------------------------------------------
  let timer;
  let dragging = false;
  const settle = () => {
    clearTimeout(timer);
    if (!dragging) timer = setTimeout(offer, SETTLED);
  };
  document.addEventListener("selectionchange", settle);
  text.addEventListener("pointerdown", (event) => { dragging = event.pointerType === "mouse"; });
  for (const end of ["pointerup", "pointercancel"]) {
    document.addEventListener(end, () => { dragging = false; settle(); });
  }

  function selected() {
    const selection = document.getSelection();
    const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    return range?.intersectsNode(text) ? spanOfRange(text, range) : null;
  }

  function offer() {
    span = selected();
    toolbar.hidden = !span;
    if (span) placeBeside(toolbar, document.getSelection().getRangeAt(0).getBoundingClientRect());
  }

  offer(); // what was selected before this script came

  toolbar.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the selection
  document.getElementById("add-claim").addEventListener("click", () => {
    span = selected() ?? span; // a tap may have cleared what it was meant for
    toolbar.hidden = true;
    if (span) form.open(span);
  });

  // By keyboard -------------------------------------------------------------------------------------------------
  const picker = new Picker(text, text.lang);
  let picking = false;

  text.addEventListener("keydown", (event) => {
    if (event.target !== text || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!picking) {
      if (event.key === "Enter") begin(event);
      return;
    }
    const forward = getComputedStyle(picker.block).direction === "rtl" ? -1 : 1;
    const moves = {
      ArrowRight: () => picker.byWord(forward, event.shiftKey),
      ArrowLeft: () => picker.byWord(-forward, event.shiftKey),
      ArrowDown: () => picker.byBlock(1, event.shiftKey),
      ArrowUp: () => picker.byBlock(-1, event.shiftKey),
      s: () => picker.bySentence(),
      S: () => picker.bySentence(),
      Enter: finish,
      Escape: leave,
    };
    if (!(event.key in moves)) return;
    event.preventDefault();
    moves[event.key]();
    if (picking) show();
  });
  text.addEventListener("blur", () => { if (picking) leave(); });

  function begin(event) {
    if (!picker.blocks.length) return;
    event.preventDefault();
    const visible = picker.blocks.findIndex((block) => block.getBoundingClientRect().bottom > 80);
    picker.startAt(Math.max(0, visible));
    picking = true;
    show(text.dataset.howto ?? "");
  }

  function show(before = "") {
    paint(rangeOfSpan(text, picker.span.start, picker.span.end));
    const words = textOf(text, picker.span.start, picker.span.end);
    const said = words.length > SPOKEN ? `${words.slice(0, 50)} … ${words.slice(-50)}` : words;
    document.getElementById("spoken").textContent = `${before} ${said}`.trim();
    keepInView(rangeOfSpan(text, picker.span.start, picker.span.end), picker.block);
  }

  function finish() {
    picking = false;
    form.open(picker.span);
  }

  function leave() {
    picking = false;
    paint(null);
    document.getElementById("spoken").textContent = "";
  }
}

// The form in the rail, filled with the chosen words.
class ClaimForm {
  constructor(text) {
    this.text = text;
    this.form = document.getElementById("claim-form");
    this.words = this.form.elements.text;
    this.filled = this.words.value;
    this.form.addEventListener("keydown", (event) => { if (event.key === "Escape") this.close(event); });
    document.getElementById("cancel-claim").addEventListener("click", (event) => this.close(event));
  }

  open({ start, end }) {
    const isTooLong = end - start > Number(this.text.dataset.longest);
    const exact = textOf(this.text, start, isTooLong ? start + SHOWN : end);
    this.form.hidden = false;
    document.getElementById("too-long").hidden = !isTooLong;
    document.getElementById("hits")?.remove();
    const place = document.getElementById("id_place");
    place.disabled = false;
    place.value = `${start}-${end}`;
    // Checked by the server against the words at that place; what stands between two blocks is not known here.
    document.getElementById("id_exact").value = isTooLong || exact.includes("\n") ? "" : exact;
    const picked = document.getElementById("picked");
    picked.hidden = false;
    picked.textContent = isTooLong ? `${exact}…` : exact;
    if (this.words.value === this.filled) this.words.value = this.filled = exact.replace(/\s+/g, " ");
    document.getSelection().removeAllRanges();
    paint(rangeOfSpan(this.text, start, end));
    this.words.focus();
    this.form.scrollIntoView({ block: "nearest" });
  }

  close(event) {
    event.preventDefault();
    this.form.hidden = true;
    paint(null);
    this.text.focus({ preventScroll: true });
  }
}

// Colours words without touching the text (CSS Custom Highlight API); where that is missing the text is selected.
function paint(range) {
  if (globalThis.CSS?.highlights) {
    CSS.highlights.delete("picked");
    if (range) CSS.highlights.set("picked", new Highlight(range));
  } else if (range) {
    const selection = document.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }
}

function placeBeside(toolbar, rect) {
  const top = rect.top > 120 ? rect.top - toolbar.offsetHeight - 8 : rect.bottom + 8;
  const left = Math.min(rect.left, document.documentElement.clientWidth - toolbar.offsetWidth - 8);
  toolbar.style.top = `${scrollY + top}px`;
  toolbar.style.left = `${scrollX + Math.max(8, left)}px`;
}

function keepInView(range, block) {
  const rect = range.getBoundingClientRect();
  if (rect.top < 80 || rect.bottom > innerHeight - 40) block.scrollIntoView({ block: "center" });
}
