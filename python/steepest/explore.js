// The cell of steepest.explore: an image that the kernel draws, sliders, and what the pointer does sent as it happens.

const style = `
.steepest { font: 13px system-ui, sans-serif; display: inline-flex; gap: 12px; flex-wrap: wrap; }
.steepest img { display: block; touch-action: none; cursor: grab; user-select: none; }
.steepest .controls { display: grid; grid-template-columns: auto 130px 64px; gap: 3px 8px; align-content: start; align-items: center; }
.steepest .controls select { grid-column: 2 / 4; }
.steepest .controls input[type=number] { width: 60px; }
.steepest .readout { min-height: 1.4em; font-variant-numeric: tabular-nums; white-space: pre; }
.steepest .error { color: #b00020; }
.steepest button { grid-column: 2 / 4; }
`;

function element(tag, properties = {}, parent = null) {
  const made = Object.assign(document.createElement(tag), properties);
  if (parent) parent.append(made);
  return made;
}

// A slider with a number beside it. `read` and `write` reach what it shows; a logarithmic one slides over exponents.
function slider(parent, model, name, { min, max, step, log = false, read, write, traits }) {
  element("label", { textContent: name }, parent);
  const range = element("input", { type: "range", min: log ? Math.log10(min) : min, max: log ? Math.log10(max) : max, step: log ? 0.01 : step }, parent);
  const number = element("input", { type: "number", step: "any" }, parent);
  range.dataset.name = name;
  range.setAttribute("aria-label", name);
  number.setAttribute("aria-label", `${name}, typed`);
  const show = () => {
    const value = read();
    number.value = value ?? "";
    // What is not set stands in the middle.
    range.value = value == null ? (Number(range.min) + Number(range.max)) / 2 : log ? Math.log10(value) : value;
  };
  range.oninput = () => {
    const value = log ? Number((10 ** Number(range.value)).toPrecision(3)) : Number(range.value);
    write(value);
    model.save_changes();
    show();
  };
  number.onchange = () => {
    if (number.value !== "") write(Number(number.value));
    model.save_changes();
    show();
  };
  for (const trait of traits) model.on(`change:${trait}`, show);
  show();
}

function choice(parent, model, trait) {
  element("label", { textContent: trait }, parent);
  const select = element("select", {}, parent);
  select.setAttribute("aria-label", trait);
  const show = () => {
    const value = model.get(trait);
    const names = model.get("_choices")[trait] ?? [];
    select.replaceChildren();
    if (trait === "optimizer" && !value) element("option", { textContent: "(the usual)", value: "" }, select);
    for (const name of names.includes(value) || !value ? names : [value, ...names]) {
      element("option", { textContent: name, value: name }, select);
    }
    select.value = value ?? "";
  };
  select.onchange = () => {
    if (select.value) model.set(trait, select.value);
    model.save_changes();
  };
  model.on(`change:${trait}`, show);
  show();
}

function render({ model, el }) {
  element("style", { textContent: style }, el);
  const root = element("div", { className: "steepest" }, el);
  const left = element("div", {}, root);
  const [width, height] = model.get("_size");
  const image = element("img", { width, height, draggable: false, alt: "the field" }, left);
  const readout = element("div", { className: "readout" }, left);
  const error = element("div", { className: "error" }, left);
  error.setAttribute("role", "alert");
  const controls = element("div", { className: "controls" }, root);

  let url = null;
  let waits = false;
  let next = null;
  const picture = () => {
    const bytes = model.get("_png");
    if (!bytes || !bytes.byteLength) return;
    const old = url;
    url = URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
    image.src = url;
    if (old) URL.revokeObjectURL(old);
    // One drag is on its way at a time; what came meanwhile is sent together.
    waits = false;
    if (next) {
      const message = next;
      next = null;
      say(message);
    }
  };
  const say = (message) => {
    waits = message.kind !== "hover";
    model.send(message);
  };
  const merged = (message) => {
    if (!waits) return say(message);
    if (next && next.kind === message.kind && next.kind === "drag") {
      next.by = [next.by[0] + message.by[0], next.by[1] + message.by[1]];
    } else if (next && next.kind === message.kind && next.kind === "wheel") {
      next.notches += message.notches;
    } else {
      next = message;
    }
    // A picture that never comes, of a drag beside the panels, must not hold back the next.
    setTimeout(() => { if (waits) { waits = false; if (next) { const it = next; next = null; say(it); } } }, 1000);
  };
  const at = (event) => {
    const box = image.getBoundingClientRect();
    return [((event.clientX - box.left) * width) / box.width, ((event.clientY - box.top) * height) / box.height];
  };

  let pressed = null;
  let hovered = 0;
  image.onpointerdown = (event) => {
    image.setPointerCapture(event.pointerId);
    pressed = { first: at(event), last: at(event), primary: event.button === 0, moved: false };
    event.preventDefault();
  };
  image.onpointermove = (event) => {
    const here = at(event);
    if (!pressed) {
      const now = performance.now();
      if (now - hovered > 40) {
        hovered = now;
        model.send({ kind: "hover", at: here });
      }
      return;
    }
    const by = [here[0] - pressed.last[0], here[1] - pressed.last[1]];
    if (!pressed.moved && Math.hypot(here[0] - pressed.first[0], here[1] - pressed.first[1]) < 4) return;
    pressed.moved = true;
    pressed.last = here;
    merged({ kind: "drag", at: pressed.first, by, primary: pressed.primary });
  };
  image.onpointerup = (event) => {
    if (pressed && !pressed.moved && pressed.primary) merged({ kind: "click", at: at(event) });
    pressed = null;
  };
  image.onpointercancel = () => { pressed = null; };
  image.ondblclick = () => merged({ kind: "reset" });
  image.oncontextmenu = (event) => event.preventDefault();
  image.addEventListener("wheel", (event) => {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 3 : 120;
    merged({ kind: "wheel", at: at(event), notches: -event.deltaY / lines });
  }, { passive: false });

  const plain = (trait) => ({ read: () => model.get(trait), write: (value) => model.set(trait, value), traits: [trait] });
  const [x0, x1, y0, y1] = model.get("_domain");
  const coordinate = (index, middle) => ({
    read: () => model.get("start")?.[index],
    write: (value) => {
      const start = [...(model.get("start") ?? middle)];
      start[index] = value;
      model.set("start", start);
    },
    traits: ["start"],
  });
  const middle = [(x0 + x1) / 2, (y0 + y1) / 2];
  slider(controls, model, "density", { min: 5, max: 30, step: 1, ...plain("density") });
  slider(controls, model, "arrow scale", { min: 0.1, max: 1000, log: true, ...plain("arrow_scale") });
  slider(controls, model, "start x", { min: x0, max: x1, step: (x1 - x0) / 100, ...coordinate(0, middle) });
  slider(controls, model, "start y", { min: y0, max: y1, step: (y1 - y0) / 100, ...coordinate(1, middle) });
  slider(controls, model, "learning rate", { min: 1e-4, max: 2, log: true, ...plain("lr") });
  slider(controls, model, "iterations", { min: 0, max: 200, step: 1, ...plain("steps") });
  for (const name of Object.keys(model.get("parameters"))) {
    const value = model.get("parameters")[name];
    const reach = Math.max(2, 2 * Math.abs(value));
    slider(controls, model, name, {
      min: -reach, max: reach, step: reach / 100,
      read: () => model.get("parameters")[name],
      write: (given) => model.set("parameters", { ...model.get("parameters"), [name]: given }),
      traits: ["parameters"],
    });
  }
  for (const trait of ["optimizer", "view", "colormap"]) choice(controls, model, trait);
  element("button", { textContent: "clear trajectories", onclick: () => merged({ kind: "clear" }) }, controls);

  model.on("change:_png", picture);
  const words = () => { readout.textContent = model.get("readout"); error.textContent = model.get("error"); };
  model.on("change:readout", words);
  model.on("change:error", words);
  picture();
  words();
  return () => { if (url) URL.revokeObjectURL(url); };
}

export default { render };
