// Messages go with somebody who is sent to a place further down; with the next thing they do, they stay behind, at the top.
const NEXT = ["pointerdown", "keydown", "wheel", "touchmove"];

export function attach(messages) {
  const stayBehind = () => {
    messages.classList.add("seen");
    for (const event of NEXT) removeEventListener(event, stayBehind);
  };
  for (const event of NEXT) addEventListener(event, stayBehind, { passive: true });
}
