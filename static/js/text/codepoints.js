// The one module that knows that browsers count in UTF-16 code units. Everywhere else offsets are Unicode code points.
// A lone surrogate counts as one code point, as in Python.

const isHigh = (unit) => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit) => unit >= 0xdc00 && unit <= 0xdfff;

// Whether the unit at `index` is the second half of a pair.
const isSecondHalf = (text, index) => index > 0 && isLow(text.charCodeAt(index)) && isHigh(text.charCodeAt(index - 1));

// The length of a text in code points.
export function lengthOf(text) {
  return toCodePoints(text, text.length);
}

// How many code points stand before a UTF-16 index; inside a pair that is those before the pair.
export function toCodePoints(text, units) {
  const end = isSecondHalf(text, units) ? units - 1 : Math.min(units, text.length);
  let pairs = 0;
  for (let i = 1; i < end; i += 1) if (isSecondHalf(text, i)) pairs += 1;
  return end - pairs;
}

// The UTF-16 index before which so many code points stand; never inside a pair.
export function toUnits(text, codePoints) {
  let index = 0;
  for (let left = codePoints; left > 0 && index < text.length; left -= 1) index += isSecondHalf(text, index + 1) ? 2 : 1;
  return index;
}

// The words `[start, end)` in code points.
export function slice(text, start, end) {
  return text.slice(toUnits(text, start), toUnits(text, end));
}
