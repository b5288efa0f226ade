// Choosing words without a mouse: a span that grows and moves by words, sentences and blocks.
import { lengthOf } from "../text/codepoints.js";

export class Picker {
  // `root` holds the blocks of a text, each with data-start; `language` is that of the text, or "".
  constructor(root, language) {
    this.blocks = [...root.querySelectorAll("[data-start]")];
    this.language = language || undefined;
    this.known = new Map();
    this.anchor = this.focus = null;
  }

  // The words or sentences of a block as {start, end} in code points of the whole text.
  units(index, granularity) {
    const key = `${granularity} ${index}`;
    if (!this.known.has(key)) this.known.set(key, this.#split(this.blocks[index], granularity));
    return this.known.get(key);
  }

  #split(block, granularity) {
    const found = [];
    let at = Number(block.dataset.start);
    for (const { segment, isWordLike } of new Intl.Segmenter(this.language, { granularity }).segment(block.textContent)) {
      const end = at + lengthOf(segment);
      const blank = lengthOf(segment) - lengthOf(segment.trimEnd());
      if (granularity === "sentence" ? segment.trim() : isWordLike) found.push({ start: at, end: end - blank });
      at = end;
    }
    const start = Number(block.dataset.start);
    return found.length ? found : [{ start, end: start + lengthOf(block.textContent) }];
  }

  // The chosen span, or null before there is one.
  get span() {
    if (!this.focus) return null;
    const [a, b] = [this.#unit(this.anchor), this.#unit(this.focus)];
    return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
  }

  get block() {
    return this.blocks[this.focus.block];
  }

  #unit({ block, word }) {
    return this.units(block, "word")[word];
  }

  startAt(block) {
    this.anchor = this.focus = { block, word: 0 };
  }

  byWord(step, extend) {
    let { block, word } = this.focus;
    word += step;
    if (word < 0) {
      if (block === 0) return;
      block -= 1;
      word = this.units(block, "word").length - 1;
    } else if (word >= this.units(block, "word").length) {
      if (block === this.blocks.length - 1) return;
      block += 1;
      word = 0;
    }
    this.#moveTo({ block, word }, extend);
  }

  byBlock(step, extend) {
    const block = this.focus.block + step;
    if (block < 0 || block >= this.blocks.length) return;
    this.#moveTo({ block, word: extend && step > 0 ? this.units(block, "word").length - 1 : 0 }, extend);
  }

  // The sentence around the words; when it is chosen already, the next one too.
  bySentence() {
    const { block } = this.focus;
    const words = this.units(block, "word");
    const { start, end } = this.span;
    const sentences = this.units(block, "sentence");
    const inside = sentences.findIndex((s) => s.start <= start && start < s.end);
    let last = sentences.findIndex((s) => end <= s.end);
    if (start === sentences[inside]?.start && words.findLast((w) => w.end <= sentences[last]?.end)?.end === end) last += 1;
    const to = sentences[Math.min(Math.max(last, inside), sentences.length - 1)];
    this.anchor = { block, word: Math.max(0, words.findIndex((w) => w.start >= (sentences[inside]?.start ?? start))) };
    this.focus = { block, word: words.findLastIndex((w) => w.end <= to.end) };
  }

  #moveTo(place, extend) {
    this.focus = place;
    if (!extend) this.anchor = place;
  }
}
