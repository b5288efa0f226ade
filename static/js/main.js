// The one script of every page: gives each element with data-behaviour="name …" the behaviours of those names.
// A behaviour is a module in ./behaviours/ with `attach(element)`; it only adds to what works without it.
document.documentElement.classList.add("js");

const modules = {
  menu: () => import("./behaviours/menu.js"),
  keys: () => import("./behaviours/keys.js"),
  draft: () => import("./behaviours/draft.js"),
  workspace: () => import("./behaviours/workspace.js"),
};

const attached = new WeakMap();

async function attach(element) {
  const done = attached.get(element) ?? new Set();
  attached.set(element, done);
  for (const name of element.dataset.behaviour.split(/\s+/)) {
    if (done.has(name) || !(name in modules)) continue;
    done.add(name);
    (await modules[name]()).attach(element);
  }
}

function attachAll(root) {
  for (const element of root.querySelectorAll("[data-behaviour]")) attach(element);
}

attachAll(document);
document.addEventListener("htmx:load", (event) => attachAll(event.target));
