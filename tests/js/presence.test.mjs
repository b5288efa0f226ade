// Who else is here is asked again after whatever may pass, in one row of questions, and no more once there is nothing to ask.
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { attach } from "../../static/js/behaviours/presence.js";

const EVERY = 20_000; // ms

let page, asked;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  page = new EventTarget();
  page.hidden = false;
  asked = [];
  globalThis.document = page;
  globalThis.fetch = () => new Promise((answer, fail) => asked.push({ answer, fail }));
});

function here() {
  const words = { dataset: { from: "/presence/" }, textContent: "" };
  attach(words);
  return words;
}

async function answered(status, words = "") {
  asked.at(-1).answer(new Response(JSON.stringify({ words }), { status }));
  await settled();
}

async function settled() {
  for (let turn = 0; turn < 20; turn++) await new Promise((next) => setImmediate(next));
}

for (const status of [200, 429, 500, 503]) {
  test(`it is asked again after ${status}`, async () => {
    const words = here();
    await answered(status, "Also here: Rosa.");
    mock.timers.tick(EVERY);
    assert.equal(asked.length, 2);
    assert.equal(words.textContent, status === 200 ? "Also here: Rosa." : "");
  });
}

test("it is asked again when the network was gone", async () => {
  here();
  asked[0].fail(new TypeError("no network"));
  await settled();
  mock.timers.tick(EVERY);
  assert.equal(asked.length, 2);
});

for (const status of [401, 403, 404]) {
  test(`it is not asked again after ${status}`, async () => {
    here();
    await answered(status);
    mock.timers.tick(EVERY);
    page.dispatchEvent(new Event("visibilitychange"));
    assert.equal(asked.length, 1);
  });
}

test("a page that comes into sight while it asks does not ask twice", async () => {
  here();
  page.dispatchEvent(new Event("visibilitychange"));
  assert.equal(asked.length, 1);
  await answered(200);
  mock.timers.tick(EVERY);
  assert.equal(asked.length, 2);
});
