// Looks again every few seconds while something is being made elsewhere; never while somebody is writing.
const EVERY = 3000; // ms

export function attach() {
  const timer = setInterval(() => {
    const typing = document.activeElement?.matches("input, textarea, select");
    if (!typing && !document.hidden) location.reload();
  }, EVERY);
  window.addEventListener("pagehide", () => clearInterval(timer));
}
