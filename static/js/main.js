// The one script of every page: gives each element with data-behaviour="name …" the behaviours of those names.
// A behaviour is a module in ./behaviours/ with `attach(element)`; it only adds to what works without it.
document.documentElement.classList.add("js");

const modules = {
  menu: () => import("./behaviours/menu.js"),
  seen: () => import("./behaviours/seen.js"),
  start: () => import("./behaviours/start.js"),
  keys: () => import("./behaviours/keys.js"),
  reload: () => import("./behaviours/reload.js"),
  draft: () => import("./behaviours/draft.js"),
  marks: () => import("./behaviours/marks.js"),
  presence: () => import("./behaviours/presence.js"),
  selection: () => import("./behaviours/selection.js"),
  workspace: () => import("./behaviours/workspace.js"),
};

for (const element of document.querySelectorAll("[data-behaviour]")) {
  for (const name of element.dataset.behaviour.split(/\s+/)) {
    if (name in modules) modules[name]().then((module) => module.attach(element));
  }
}
