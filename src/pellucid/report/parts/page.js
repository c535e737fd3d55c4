"use strict";
// The page's own arithmetic: rows behind a number, the threshold, and the network of the what-if
// form. Nothing is fetched, and text of the data only ever becomes text.

const LAYERS = 3, BEND = 3, FARTHEST = 1e6, DAY = 86400000;
const SELU_SCALE = 1.0507009873554805, SELU_ALPHA = 1.6732632423543772;

// ---- the network ----------------------------------------------------------------------------

/** The weights by name, from the text that holds them: float32, or whole numbers of some bits. */
function decoded(form) {
  const text = atob(form.weights), bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  const view = new DataView(bytes.buffer), found = {};
  let at = 0;
  for (const [name, shape, bits] of form.layout) {
    const size = shape.reduce((a, b) => a * b, 1), values = new Float64Array(size);
    if (bits === 32) {
      for (let i = 0; i < size; i++) values[i] = view.getFloat32(at + 4 * i, true);
      at += 4 * size;
    } else {
      const width = shape[shape.length - 1], rows = size / width, top = 2 ** (bits - 1) - 1;
      const start = at + 4 * rows;
      let place = 8 * start;
      for (let i = 0; i < size; i++, place += bits) {
        const byte = place >> 3, shift = place & 7;
        let word = 0;
        for (let k = 0; k < 5 && byte + k < bytes.length; k++) word += bytes[byte + k] * 2 ** (8 * k);
        const whole = Math.floor(word / 2 ** shift) % 2 ** bits - top;
        values[i] = whole * view.getFloat32(at + 4 * Math.floor(i / width), true);
      }
      at = start + Math.ceil((size * bits) / 8);
    }
    found[name] = { values, shape };
  }
  return found;
}

const words = (text) => new Set(text.toLowerCase().match(/[\p{L}\p{N}_]+(?:'[\p{L}\p{N}_]+)?/gu) || []);

/** The raw numbers that one cell becomes, NaN where nothing is known. */
const CODES = {
  number(code, cell) {
    const x = cell === null || cell === "" ? NaN : Number(cell);
    return code.indicator ? [x, Number.isNaN(x) ? 1 : -1] : [x];
  },
  category(code, cell) {
    const folded = cell === null ? null : cell.toLowerCase();
    let place = cell === null ? -1 : code.levels.indexOf(cell);
    if (place < 0 && folded !== null) {
      const alike = code.levels.map((l, i) => [l.toLowerCase(), i]).filter(([l]) => l === folded);
      place = alike.length === 1 ? alike[0][1] : -1;
    }
    const missing = cell === null, gone = code.levels.length + (code.other ? 1 : 0);
    if (code.levels.length === 2 && !code.other) {
      const value = place < 0 ? 0 : 2 * place - 1;
      return code.indicator ? [value, missing ? 1 : -1] : [value];
    }
    const raw = new Array(gone + (code.indicator ? 1 : 0)).fill(0);
    if (place >= 0) raw[place] = 1;
    else if (!missing && code.other) raw[code.levels.length] = 1;
    else if (missing && code.indicator) raw[gone] = 1;
    return raw;
  },
  date(code, cell) {
    const moment = cell ? Date.parse(cell.length > 10 ? cell.replace(" ", "T") + "Z" : cell) : NaN;
    const missing = Number.isNaN(moment), when = new Date(missing ? 0 : moment);
    const days = when.getTime() / DAY, whole = Math.floor(days), year = when.getUTCFullYear();
    const turning = [(whole - Date.UTC(year, 0, 1) / DAY) / 365.25, (((whole % 7) + 7) % 7) / 7];
    if (code.clock) turning.push(days - whole);
    const waves = turning.flatMap((t) => [Math.sin(2 * Math.PI * t), Math.cos(2 * Math.PI * t)]);
    const raw = [days, year, when.getUTCDate(), ...waves].map((x) => (missing ? NaN : x));
    return code.indicator ? [...raw, missing ? 1 : -1] : raw;
  },
  text(code, cell) {
    if (cell === null) return [NaN, NaN, ...code.words.map(() => 0)];
    const own = words(cell), sizes = [own.size, [...cell].length].map((n) => Math.fround(Math.log1p(n)));
    return [...sizes, ...code.words.map((word) => (own.has(word) ? 1 : 0))];
  },
};

/** What the network reads: every raw number centred, scaled and bent into (-3, 3). */
function encoded(form, cells) {
  const raw = form.columns.flatMap((column) => CODES[column.code.kind](column.code, cells[column.name] ?? null));
  return raw.map((value, i) => {
    let x = (value - form.medians[i]) * form.scales[i];
    if (Number.isNaN(x)) x = 0;
    x = Math.min(FARTHEST, Math.max(-FARTHEST, x));
    return Math.fround(x / Math.sqrt(1 + (x / BEND) ** 2));
  });
}

const BENDS = {
  selu: (x) => SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)),
  mish: (x) => x * Math.tanh(x > 30 ? x : Math.log1p(Math.exp(x))),
};

/** The outputs of one member for one encoded row. */
function member(form, p, k, row) {
  const part = (name) => {
    const { values, shape } = p[name], size = shape.slice(1).reduce((a, b) => a * b, 1);
    return values.subarray(k * size, (k + 1) * size);
  };
  let x = form.order.map((place) => row[place]);
  if (form.numbers && p.embed_pace) {
    const waves = p.embed_pace.shape[2], width = p.embed_weight.shape[2];
    const pace = part("embed_pace"), phase = part("embed_phase");
    const weight = part("embed_weight"), shift = part("embed_shift");
    for (let c = 0; c < form.numbers; c++) {
      for (let e = 0; e < width; e++) {
        let sum = shift[c * width + e];
        for (let f = 0; f < waves; f++) {
          const angle = x[c] * pace[c * waves + f] * 2 * Math.PI + phase[c * waves + f];
          sum += Math.cos(angle) * weight[(c * width + e) * waves + f];
        }
        x.push(sum);
      }
    }
  }
  const scale = part("scale"), bend = BENDS[form.activation];
  x = x.map((value, i) => value * scale[i]);
  for (let layer = 0; layer <= LAYERS; layer++) {
    const weight = part("weight" + layer), bias = part("bias" + layer), inputs = x.length;
    const slope = layer < LAYERS ? part("slope" + layer) : null, factor = 1 / Math.sqrt(inputs);
    const next = new Array(bias.length);
    for (let n = 0; n < bias.length; n++) {
      let sum = 0;
      for (let i = 0; i < inputs; i++) sum += weight[n * inputs + i] * x[i];
      const z = sum * factor + bias[n];
      next[n] = slope ? z + slope[n] * (bend(z) - z) : z;
    }
    x = next;
  }
  return x;
}

function softmax(z) {
  const top = Math.max(...z), powers = z.map((x) => Math.exp(x - top));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((x) => x / sum);
}

/** The answer for one row of cells: probabilities, or a list of one number. */
function answer(form, weights, cells) {
  const row = encoded(form, cells);
  const found = Array.from({ length: form.members }, (_, k) => member(form, weights, k, row));
  if (!form.classes.length) {
    const mean = found.reduce((sum, x) => sum + x[0], 0) / found.length;
    const kept = Math.min(form.bounds[1], Math.max(form.bounds[0], mean));
    return [kept * form.deviation + form.mean];
  }
  const even = form.classes.map(() => 0);
  for (const z of found) softmax(z).forEach((share, c) => (even[c] += share / found.length));
  const shares = softmax(even.map((share) => Math.log(share + 1e-30) / form.temperature));
  return shares.map((share) => (1 - form.floor) * share + form.floor / shares.length);
}

/** The cells of one of the form's rows. */
const rowOf = (form, i) => Object.fromEntries(form.columns.map((c) => [c.name, form.rows[c.name][i]]));

/** By how much this page's answers for the first rows differ from the model's. */
function difference(form, weights) {
  const size = form.classes.length ? 1 : Math.abs(form.deviation) || 1;
  return Math.max(0, ...form.tests.map((test, i) =>
    Math.max(...answer(form, weights, rowOf(form, i)).map((x, c) => Math.abs(x - [test].flat()[c]) / size))));
}

// ---- counting rows --------------------------------------------------------------------------

/** Right and wrong answers, by kind, when `threshold` divides them. */
function counted(ranked, positive, threshold) {
  const found = { hits: 0, alarms: 0, missed: 0, quiet: 0 };
  ranked.forEach((p, i) => {
    if (p >= threshold) found[positive[i] ? "hits" : "alarms"]++;
    else found[positive[i] ? "missed" : "quiet"]++;
  });
  return found;
}

const costOf = (n, alarm, miss) => (1000 * (n.alarms * alarm + n.missed * miss)) / (n.hits + n.alarms + n.missed + n.quiet);

globalThis.pellucid = { decoded, encoded, answer, difference, counted, costOf, rowOf };

// ---- the page -------------------------------------------------------------------------------

/** An element with properties and children. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (key in element && key !== "list") element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

const percent = (share) => (share > 0.995 && share < 1 ? "> 99 %" : share < 0.005 && share > 0 ? "< 1 %" : `${Math.round(100 * share)} %`);
const plain = (x) => (Math.abs(x) >= 1000 ? Math.round(x).toLocaleString("en") : String(Number(x.toPrecision(4))));

/** A click on a cell of the confusion matrix shows its rows. */
function openRows(rows) {
  const panel = document.getElementById("rows");
  if (!panel || !rows) return;
  document.querySelectorAll("button[data-true]").forEach((button) => {
    button.addEventListener("click", () => {
      const truth = Number(button.dataset.true), said = Number(button.dataset.answer);
      const kept = rows.numbers.map((_, i) => i).filter((i) => rows.truth[i] === truth && rows.answers[i] === said);
      kept.sort((a, b) => rows.sure[b] - rows.sure[a]);
      const head = make("tr", {}, ...["Row", "Sure", ...rows.names].map((name) => make("th", { scope: "col" }, name)));
      const body = kept.slice(0, 50).map((i) =>
        make("tr", {}, make("th", { scope: "row" }, String(rows.numbers[i])), make("td", {}, percent(rows.sure[i])),
          ...rows.cells[i].map((cell) => make("td", { className: "cell" }, cell))));
      const more = Number(button.dataset.rows) - body.length;
      const title = `${rows.classes[truth]}, answered ${rows.classes[said]}: ${button.dataset.rows} rows` + (more > 0 ? `, of which ${body.length} are shown` : "");
      panel.replaceChildren(make("h3", { tabIndex: -1 }, title),
        make("div", { className: "scroll", tabIndex: 0 }, make("table", { className: "rows" }, make("thead", {}, head), make("tbody", {}, ...body))));
      document.querySelectorAll("button[data-true]").forEach((b) => b.setAttribute("aria-pressed", String(b === button)));
      panel.querySelector("h3").focus({ preventScroll: true });
    });
  });
}

/** The sliders of the threshold and of the costs. */
function openThreshold(rows) {
  const tool = document.getElementById("threshold");
  if (!tool || !rows || !rows.ranked.length) return;
  const field = (name) => tool.querySelector(`[name=${name}]`);
  const say = (name, text) => (tool.querySelector(`[data-out=${name}]`).textContent = text);
  const line = tool.querySelector("polyline"), mark = tool.querySelector("line"), drawing = tool.querySelector("svg");
  const places = Array.from({ length: 101 }, (_, i) => i / 100);
  const table = places.map((place) => counted(rows.ranked, rows.positive, place));
  const update = () => {
    const place = Number(field("place").value), alarm = Number(field("alarm").value) || 0, miss = Number(field("miss").value) || 0;
    const costs = table.map((n) => costOf(n, alarm, miss)), top = Math.max(...costs, 1e-9);
    const n = table[Math.round(100 * place)], best = places[costs.indexOf(Math.min(...costs))];
    for (const key of ["hits", "alarms", "missed", "quiet"]) say(key, n[key].toLocaleString("en"));
    say("place", place.toFixed(2));
    say("precision", n.hits + n.alarms ? percent(n.hits / (n.hits + n.alarms)) : "none picked");
    say("recall", n.hits + n.missed ? percent(n.hits / (n.hits + n.missed)) : "none there");
    say("cost", plain(costOf(n, alarm, miss)));
    say("best", `${best.toFixed(2)} (${plain(Math.min(...costs))})`);
    line.setAttribute("points", costs.map((cost, i) => `${3 * i},${100 - (95 * cost) / top}`).join(" "));
    mark.setAttribute("x1", String(300 * place));
    mark.setAttribute("x2", String(300 * place));
    drawing.setAttribute("aria-label", `Cost of a thousand rows by threshold: lowest at ${best.toFixed(2)}, ${plain(costOf(n, alarm, miss))} here.`);
  };
  tool.querySelectorAll("input").forEach((input) => input.addEventListener("input", update));
  tool.querySelector("button").addEventListener("click", () => {
    const costs = table.map((n) => costOf(n, Number(field("alarm").value) || 0, Number(field("miss").value) || 0));
    field("place").value = String(places[costs.indexOf(Math.min(...costs))]);
    update();
  });
  update();
}

/** The entry of one column of the form. */
function entry(column, id) {
  const code = column.code;
  if (code.kind === "category") {
    const options = [["", "(missing)"], ...code.levels.map((level) => ["=" + level, level]), ["=\u0000", "(any other)"]];
    return make("select", { id }, ...options.map(([value, text]) => make("option", { value }, text)));
  }
  if (code.kind === "text") return make("textarea", { id, rows: 2 });
  const type = { number: "number", date: code.clock ? "datetime-local" : "date" }[code.kind];
  return make("input", { id, type, step: code.kind === "number" ? "any" : "1", placeholder: "missing" });
}

const cellOf = (column, element) =>
  element.value === "" ? null : column.code.kind === "category" ? element.value.slice(1) : element.value;

function fill(column, element, cell) {
  const clock = column.code.kind === "date" && cell !== null ? (column.code.clock ? cell.replace(" ", "T") : cell.slice(0, 10)) : cell;
  element.value = cell === null ? "" : column.code.kind === "category" ? "=" + cell : String(clock);
  if (column.code.kind === "category" && element.selectedIndex < 0) element.value = "=\u0000";
}

/** The what-if form: fields, and the answer of the network below them. */
function openForm(form) {
  const place = document.getElementById("form");
  if (!place || !form) return;
  const weights = decoded(form), apart = difference(form, weights);
  if (!(apart < 1e-3)) {
    place.replaceChildren(make("p", { className: "note" }, "This browser computes other answers than the model does, so the form is not shown."));
    return;
  }
  const shown = form.columns.filter((column) => form.shown.includes(column.name));
  const base = rowOf(form, 0), fields = new Map();
  const grid = make("div", { className: "fields" });
  shown.forEach((column, i) => {
    const element = entry(column, `what-if-${i}`);
    fields.set(column, element);
    grid.append(make("div", {}, make("label", { htmlFor: element.id, title: column.name }, column.label), element));
  });
  const pick = make("select", { id: "what-if-row" }, ...form.row_numbers.map((n, i) => make("option", { value: String(i) }, `row ${n}`)));
  const out = make("div", { className: "answers", id: "what-if-answer", role: "status" });
  let before = null;
  const update = () => {
    const cells = { ...base };
    for (const [column, element] of fields) cells[column.name] = cellOf(column, element);
    const found = answer(form, weights, cells);
    before = before || found;
    if (!form.classes.length) {
      const moved = found[0] - before[0];
      out.replaceChildren(make("p", {}, make("strong", {}, `${form.target} ${plain(found[0])}`), moved ? `, ${moved > 0 ? "+" : "\u2212"}${plain(Math.abs(moved))} from where it was` : ""));
      out.dataset.answer = JSON.stringify(found);
      return;
    }
    const ranked = found.map((share, c) => [share, c]).sort((a, b) => b[0] - a[0]).slice(0, 8);
    out.replaceChildren(...ranked.map(([share, c]) =>
      make("div", { className: "share" }, make("span", {}, form.classes[c]), make("meter", { min: 0, max: 1, value: share, title: form.classes[c] }),
        make("b", {}, `${(100 * share).toFixed(1)} %`))));
    out.dataset.answer = JSON.stringify(found);
  };
  const start = () => {
    Object.assign(base, rowOf(form, Number(pick.value)));
    for (const [column, element] of fields) fill(column, element, base[column.name]);
    before = null;
    update();
  };
  pick.addEventListener("change", start);
  grid.addEventListener("input", update);
  place.replaceChildren(make("p", {}, make("label", { htmlFor: "what-if-row" }, "Start from held-out "), pick), grid, out);
  start();
}

if (typeof document !== "undefined") {
  document.documentElement.classList.add("live");
  const data = JSON.parse(document.getElementById("report-data").textContent);
  openRows(data.rows);
  openThreshold(data.rows);
  openForm(data.form);
  // what is folded away is printed too
  addEventListener("beforeprint", () => document.querySelectorAll("details:not(.levels-of)").forEach((d) => (d.open = true)));
}
