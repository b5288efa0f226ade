// Puts the cursor where one begins to write, unless the person has gone somewhere else already. (The autofocus attribute
// does the same, but complains in the console when somebody was faster.)
export function attach(form) {
  if (document.activeElement === document.body) form.querySelector("input:not([type=hidden])").focus();
}
