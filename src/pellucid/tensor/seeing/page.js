"use strict";
const words = (element, name) => (element.dataset[name] || "").split(" ").filter(Boolean);
const every = (selector) => [...document.querySelectorAll(selector)];
const parts = every("[data-k]");
const lines = every(".line");
const said = document.getElementById("chosen");

// What is chosen: kernels, and the lines they are tied to.
function choose(kernels, keys, said_of) {
  const chosen = new Set(kernels), tied = new Set(keys);
  document.body.classList.toggle("chosen", chosen.size > 0);
  for (const part of parts) {
    const own = words(part, "k").some((name) => chosen.has(name));
    if (!part.classList.contains("line")) part.classList.toggle("on", own && chosen.size > 0);
    const folds = part.matches(".level .block, .level .row");
    part.classList.toggle("off", folds && chosen.size > 0 && !own);
  }
  for (const line of lines) line.classList.toggle("on", tied.has(line.dataset.l));
  said.textContent = said_of;
  for (const pane of every(".pane")) {
    const first = pane.querySelector(".on");
    const body = pane.querySelector(".body");
    const inside = first && first.getBoundingClientRect(), around = body.getBoundingClientRect();
    if (inside && (inside.top < around.top || inside.bottom > around.bottom))
      body.scrollTop += inside.top - around.top - 8;
  }
}

function nothing() {
  choose([], [], "nothing chosen: everything is shown");
}

function choose_line(line) {
  const kernels = words(line, "k");
  const number = line.querySelector(".number").textContent;
  const name = number ? `line ${number}` : line.querySelector("code").textContent;
  choose(kernels, [line.dataset.l], `${name} became ${kernels.join(", ")}`);
}

function choose_kernel(name) {
  const block = document.getElementById(name);
  if (block) choose([name], words(block, "l"), `${name} ${block.querySelector(".from").textContent}`);
}

function choose_row(row) {
  const kernels = words(row, "k");
  const name = row.querySelector("[data-v]").textContent;
  choose(kernels, words(row, "l"), `${name} is computed in ${kernels.join(", ") || "no kernel"}`);
}

function act(target) {
  const place = target.closest("a[data-l]");
  if (place) return choose_line(document.getElementById(place.dataset.l));
  const line = target.closest(".line");
  if (line) return choose_line(line);
  const row = target.closest(".row");
  if (row) return choose_row(row);
  const part = target.closest("[data-k]");
  if (part && part.dataset.k) choose_kernel(words(part, "k")[0]);
}

document.addEventListener("click", (event) => {
  const level = event.target.closest("button.level");
  if (level) return open_level(level, level.getAttribute("aria-pressed") !== "true");
  if (event.target.id === "all") return nothing();
  if (!String(getSelection())) {
    if (event.target.closest("a")) event.preventDefault();
    act(event.target);
  }
});

document.addEventListener("keydown", (event) => {
  const here = document.activeElement;
  if (event.key === "Escape") nothing();
  if ((event.key === "Enter" || event.key === " ") && here.matches(".line, article")) {
    event.preventDefault();
    act(here);
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && here.matches(".line")) {
    const next = lines[lines.indexOf(here) + step];
    if (next) { event.preventDefault(); next.focus(); choose_line(next); }
  }
});

function open_level(button, open) {
  button.setAttribute("aria-pressed", String(open));
  document.querySelector(`.pane[data-level="${button.dataset.level}"]`).classList.toggle("closed", !open);
}

// A value under the pointer is marked wherever its name stands.
let marked = [];
document.addEventListener("mouseover", (event) => {
  const value = event.target.closest("[data-v]");
  for (const one of marked) one.classList.remove("same");
  marked = value ? every(`[data-v="${CSS.escape(value.dataset.v)}"]`) : [];
  for (const one of marked) one.classList.add("same");
});

for (const button of every("button.level")) open_level(button, button.getAttribute("aria-pressed") === "true");
const asked = location.hash.slice(1), there = asked && document.getElementById(asked);
if (there) act(there);
