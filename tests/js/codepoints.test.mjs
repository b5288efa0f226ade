// Code points in JavaScript, held against the same cases as annotations.anchoring in Python.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { lengthOf, slice, toCodePoints, toUnits } from "../../static/js/text/codepoints.js";

const cases = JSON.parse(readFileSync(new URL("../fixtures/anchoring/quotes.json", import.meta.url), "utf8"));

for (const { name, text, exact, starts, prefix, suffix } of cases) {
  test(`${name}: ${JSON.stringify(exact)}`, () => {
    const length = lengthOf(exact);
    assert.equal(length, [...exact].length);
    for (const start of starts) assert.equal(slice(text, start, start + length), exact);
    assert.equal(slice(text, Math.max(0, starts[0] - 32), starts[0]), prefix);
    assert.equal(slice(text, starts[0] + length, starts[0] + length + 32), suffix);
  });

  test(`${name}: there and back for ${JSON.stringify(exact)}`, () => {
    for (const start of starts) assert.equal(toCodePoints(text, toUnits(text, start)), start);
  });
}

test("an index inside a pair counts as before the pair", () => {
  assert.equal(toCodePoints("a😀b", 2), 1);
  assert.equal(toCodePoints("a😀b", 3), 2);
});

test("lone surrogates count as one, as in Python", () => {
  assert.equal(lengthOf("\ud83dx\ude00"), 3);
  assert.equal(lengthOf("\ud83d\ud83d\ude00"), 2);
});

test("what lies past the end is the end", () => {
  assert.equal(toUnits("a😀", 9), 3);
  assert.equal(toCodePoints("a😀", 9), 2);
});
