// Who else has this page open, asked every so often while it is in sight; told only when it is somebody else than before.
const EVERY = 20_000; // ms
const OVER = [401, 403, 404]; // signed out, or it is gone: there is nothing more to ask; whatever else fails may pass

export function attach(words) {
  let timer;
  let isAsking = false;

  async function look() {
    clearTimeout(timer);
    if (document.hidden || isAsking) return;
    isAsking = true;
    const answer = await fetch(words.dataset.from, { headers: { Accept: "application/json" } }).catch(() => null);
    const told = answer?.ok ? await answer.json().catch(() => null) : null;
    isAsking = false;
    if (OVER.includes(answer?.status)) {
      document.removeEventListener("visibilitychange", look);
      return;
    }
    if (told && words.textContent !== told.words) words.textContent = told.words;
    timer = setTimeout(look, EVERY);
  }

  document.addEventListener("visibilitychange", look);
  look();
}
