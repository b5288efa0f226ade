// Ctrl+Enter (⌘ on a Mac) sends the form one is writing in; leaving with unsent words asks first.
export function attach(form) {
  let dirty = false;
  form.addEventListener("input", () => { dirty = true; });
  form.addEventListener("submit", () => { dirty = false; });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty && form.isConnected) event.preventDefault();
  });
}
