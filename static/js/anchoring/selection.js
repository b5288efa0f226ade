// Between what is selected in the page and `[start, end)` in code points of the canonical text.
// A block is an element with data-start; its text is the slice of the canonical text that begins there.
import { lengthOf, slice, toCodePoints, toUnits } from "../text/codepoints.js";

const BLANK = /^[\s\u00ad\u200b\ufeff]$/u;

const blocksOf = (root) => [...root.querySelectorAll("[data-start]")];
const startOf = (block) => Number(block.dataset.start);
const endOf = (block) => startOf(block) + lengthOf(block.textContent);

// The index of the first item for which `holds`, when it holds for all after it too: a book has ten thousand blocks.
function firstWhere(items, holds) {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(items[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}

// The span of a DOM Range, without blanks at its ends and never inside a grapheme; null when nothing is left of it.
export function spanOfRange(root, range) {
  const blocks = blocksOf(root);
  const first = firstWhere(blocks, (block) => range.comparePoint(block, block.childNodes.length) >= 0);
  const beyond = firstWhere(blocks, (block) => range.comparePoint(block, 0) > 0);
  let start = null;
  let end = null;
  for (const block of blocks.slice(first, beyond)) {
    const inside = clippedTo(block, range);
    if (!inside) continue;
    start ??= startOf(block) + inside.start;
    end = startOf(block) + inside.end;
  }
  return start === null ? null : trimmed(blocks, start, end);
}

// The part of a block inside the range, in code points of the block; null when none is.
function clippedTo(block, range) {
  const text = block.textContent;
  const from = unitsBefore(block, range.startContainer, range.startOffset, text.length);
  const to = unitsBefore(block, range.endContainer, range.endOffset, text.length);
  if (to <= from) return null;
  const [first, last] = wholeGraphemes(text, from, to);
  return { start: toCodePoints(text, first), end: toCodePoints(text, last) };
}

// How many UTF-16 units of the block's text stand before a boundary point, which may lie outside of it.
function unitsBefore(block, container, offset, length) {
  const before = document.createRange();
  before.selectNodeContents(block);
  const where = before.comparePoint(container, offset);
  if (where < 0) return 0;
  if (where > 0) return length;
  before.setEnd(container, offset);
  return before.toString().length;
}

// A UTF-16 span widened to whole grapheme clusters: half an emoji is no choice.
function wholeGraphemes(text, from, to) {
  const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
  const segments = segmenter.segment(text);
  const first = segments.containing(from)?.index ?? from;
  const last = segments.containing(to - 1);
  return [first, last ? last.index + last.segment.length : to];
}

function trimmed(blocks, start, end) {
  const words = textBetween(blocks, start, end);
  const points = [...words];
  let from = 0;
  let to = points.length;
  while (from < to && BLANK.test(points[from])) from += 1;
  while (to > from && BLANK.test(points[to - 1])) to -= 1;
  return from < to ? { start: start + from, end: start + to } : null;
}

// The words of a span; what stands between two blocks is line feeds.
export function textOf(root, start, end) {
  return textBetween(blocksOf(root), start, end);
}

function textBetween(blocks, start, end) {
  let words = "";
  let at = start;
  const first = Math.max(0, firstWhere(blocks, (block) => startOf(block) > start) - 1);
  for (const block of blocks.slice(first, firstWhere(blocks, (block) => startOf(block) >= end))) {
    const [from, to] = [Math.max(start, startOf(block)), Math.min(end, endOf(block))];
    if (from >= to) continue;
    words += "\n".repeat(from - at) + slice(block.textContent, from - startOf(block), to - startOf(block));
    at = to;
  }
  return words;
}

// The DOM Range over a span.
export function rangeOfSpan(root, start, end) {
  const range = document.createRange();
  const blocks = blocksOf(root);
  const first = blocks[Math.max(0, firstWhere(blocks, (block) => startOf(block) > start) - 1)];
  const last = blocks[Math.max(0, firstWhere(blocks, (block) => startOf(block) >= end) - 1)];
  range.setStart(...pointIn(first, start - startOf(first)));
  range.setEnd(...pointIn(last, end - startOf(last)));
  return range;
}

// The text node and offset before which so many code points of a block stand.
function pointIn(block, codePoints) {
  let units = toUnits(block.textContent, codePoints);
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  let node = walker.nextNode();
  for (let next = node; next; next = walker.nextNode()) {
    node = next;
    if (units <= node.data.length) break;
    units -= node.data.length;
  }
  return node ? [node, Math.min(units, node.data.length)] : [block, 0];
}
