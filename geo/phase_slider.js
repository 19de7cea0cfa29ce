// The phase slider: one place that holds phase and reading, moves everything else, and answers to the outside.

/** Share of the map that Shift with an arrow moves it by. */
const PAN_SHARE = 0.2;
/** Longest scale bar, in root type sizes. */
const SCALE_REM = 11;
/** How long the map rests before its view is told, ms. */
const VIEW_REST_MS = 150;
/** Decimals of a degree a view is told to: about 10 m. */
const VIEW_DIGITS = 4;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

class PhaseSlider {
  constructor(map, places) {
    this.map = map;
    this.data = readBoardData();
    this.postures = new Postures(this.data);
    this.reading = this.data.start.reading;
    this.held = false;
    this.phaseIndex = this.indexOf(this.data.start.phase);
    this.input = byId("phase-slider");
    const open = (subject) => this.evidence.open(subject);
    this.rail = new Rail(this.postures, open, (reading, index) => this.against(reading, index));
    this.contact = new Contact();
    this.drawSteering();
    this.prepareMap();
    this.marks = new Marks(map, places, this.data, open);
    this.labels = new Labels(map, this.marks, this.postures, open);
    this.evidence = new Evidence(this);
    this.compare = new Compare(this, places);
    this.detail = new Detail(this);
    this.aids = new Aids(this);
    this.show();
    this.settleMap();
    this.player = new Player(this, this.data.dwellMs);
    this.room = new Room(this);
    this.setCompare(this.data.start.compare ?? null);
    if (this.room.isAlone) this.heedAddress();
    this.listen();
  }

  /** Opens a document that stands alone where its address asks: `board.html?phase=stage-2&compare=before`. */
  heedAddress() {
    const asked = new URLSearchParams(window.location.search);
    this.setReading(asked.get("reading"));
    this.setPhase(asked.get("phase"));
    if (asked.has("compare")) this.setCompare(asked.get("compare"));
  }

  // The map

  prepareMap() {
    filled(this.map.getContainer(), { role: "main", "aria-label": say("map.title") }, []);
    this.isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (this.isStill) Object.assign(this.map.options, { zoomAnimationThreshold: 0, inertia: false });
    this.home = boundsOf(this.data.view);
    this.scale = L.control.scale({ imperial: false, position: "bottomright" }).addTo(this.map);
    this.addHomeButton();
    for (const box of this.map.getContainer().querySelectorAll(".leaflet-control")) box.dataset.overMap = "";
  }

  addHomeButton() {
    const icon = makeSvg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, makeSvg("path", { d: "M2 2h5v2H4v3H2zM9 2h5v5h-2V4H9zM2 9h2v3h3v2H2zM12 9h2v5H9v-2h3z" }));
    const button = make("a", { href: "#", role: "button", class: "home", title: say("map.home"), "aria-label": say("map.home") }, icon);
    button.addEventListener("click", (event) => {
      event.preventDefault();
      this.goHome();
    });
    this.map.zoomControl.getContainer().append(button);
    L.DomEvent.disableClickPropagation(button);
  }

  /** Fits the map to the room that head, rail and steering leave it, now and whenever that changes. */
  settleMap() {
    this.lines = linesOf(this.map);
    this.fitLines();
    this.map.on("zoomend", () => this.marks.fitAreas());
    this.map.on("zoomend moveend viewreset resize", () => sharpen(this.map));
    this.map.invalidateSize({ pan: false });
    this.fitted = this.data.start.view ? boundsOf(this.data.start.view) : this.home;
    this.bound();
    this.map.on("dragstart zoomstart", () => { if (!this.fitting) this.fitted = null; });
    this.map.on("moveend", () => this.tellViewSoon());
    this.map.on("dragstart", () => this.hold(true));
    this.map.on("dragend", () => this.hold(false));
    this.map.on("resize", () => {
      this.fitLines();
      this.marks.fitAreas();
      this.bound();
    });
    new ResizeObserver(() => this.map.invalidateSize({ pan: false })).observe(this.map.getContainer());
  }

  /** Keeps lines and scale bar in proportion to the type, from a laptop to a wall. */
  fitLines() {
    this.scale.options.maxWidth = SCALE_REM * remPx();
    const scale = remPx() / 16;
    for (const [layer, { weight, dashArray }] of this.lines) {
      const dashes = dashArray?.split(" ").map((length) => length * scale).join(" ");
      layer.setStyle({ weight: weight * scale, ...(dashes ? { dashArray: dashes } : {}) });
    }
  }

  /** Keeps the view on the basemap, beyond whose edge the map would show sea where there is land, and fits it anew. */
  bound() {
    const [west, south, east, north] = this.data.box;
    const box = L.latLngBounds([south, west], [north, east]);
    this.map.setMaxBounds(null); // it would pull at the map while that is fitted
    this.map.setMinZoom(0); // below the least zoom there is Leaflet finds no other
    const least = this.map.getBoundsZoom(box, true);
    this.fitting = true;
    if (this.map.getZoom() < least) this.map.setZoom(least, { animate: false });
    this.fitting = false;
    this.map.setMinZoom(least);
    if (this.fitted) this.fit(this.fitted);
    this.map.setMaxBounds(box);
  }

  goHome() {
    this.fit(this.home);
  }

  /** Shows a box whole, and again whenever the room for it changes, until a hand moves the map. */
  fit(box) {
    this.fitting = true;
    this.map.fitBounds(box, { animate: false });
    this.fitting = false;
    this.fitted = box;
  }

  /** The view in sight, [west, south, east, north] in degrees; null while it is the home view. */
  view() {
    if (this.fitted === this.home) return null;
    const box = this.map.getBounds();
    return [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map((edge) => Number(edge.toFixed(VIEW_DIGITS)));
  }

  tellViewSoon() {
    clearTimeout(this.viewing);
    this.viewing = setTimeout(() => this.tell({ type: "board:view", view: this.view() }), VIEW_REST_MS);
  }

  // The slider and its neighbours

  drawSteering() {
    const { phases, readings } = this.data;
    this.input.max = String(phases.length - 1);
    this.stops = phases.map(({ label, shown }, index) => {
      const stop = make("li", {}, make("i", { class: "stop-dot" }),
        make("span", { class: "stop-label" }, make("b", {}, label), " ", make("span", { class: "stop-shown" }, shown)));
      stop.style.setProperty("--at", phases.length > 1 ? index / (phases.length - 1) : 0);
      stop.addEventListener("click", () => this.setPhase(index));
      return stop;
    });
    byId("stops").append(...this.stops);
    byId("readings").append(...readings.map((reading) => this.readingSwitch(reading)));
    this.thinStops();
    new ResizeObserver(() => this.thinStops()).observe(byId("stops"));
    document.fonts.ready.then(() => this.thinStops());
  }

  readingSwitch({ id, label, summary }) {
    const button = make("button", { type: "button", title: summary, "data-reading": id }, label);
    button.addEventListener("click", () => this.setReading(id));
    return button;
  }

  /** Where the labels of stops would touch, hides first their dates, then all names but first, last and current. */
  thinStops() {
    const list = byId("stops");
    list.classList.remove("dateless", "crowded");
    for (const step of ["dateless", "crowded"]) if (this.stopsTouch()) list.classList.add(step);
  }

  /** Measures everything anew after the type has changed its size. */
  refit() {
    this.rail.reserve();
    this.thinStops();
    this.map.invalidateSize({ pan: false });
    this.labels.measure();
    this.labels.place();
    if (this.compare.isTwin()) this.compare.twin.open();
  }

  stopsTouch() {
    const boxes = this.stops.map((stop) => stop.lastChild.getBoundingClientRect());
    return boxes.some(({ right }, index) => index + 1 < boxes.length && right + remPx() > boxes[index + 1].left);
  }

  // State

  current() {
    return {
      phase: this.data.phases[this.phaseIndex],
      reading: this.data.readings.find(({ id }) => id === this.reading),
      posture: this.postures.at(this.reading, this.phaseIndex),
    };
  }

  /** What the board shows, or what it is compared with where that is the subject. */
  momentOf(subject) {
    return (subject?.compared && this.compare.other()) || this.current();
  }

  /** The changes that the rail lists. */
  listed() {
    return this.compare.between()?.changes ?? this.current().posture.changes;
  }

  /** What a posture is set against: what is compared, or the step before it (null at the first phase) and the baseline. */
  against(reading, index) {
    const other = this.compare?.other(reading, index) ?? null;
    if (other !== null) return { before: other.isLater ? null : other.posture, baseline: other.posture };
    return { before: index > 0 ? this.postures.at(reading, index - 1) : null, baseline: this.postures.at(reading, 0) };
  }

  indexOf(phase) {
    if (Number.isInteger(phase)) return phase in this.data.phases ? phase : -1;
    return this.data.phases.findIndex(({ id }) => id === phase);
  }

  state() {
    const { cells, forces } = this.postures.at(this.reading, this.phaseIndex);
    const statuses = this.data.bases.map(({ id }, index) => [id, this.data.cells[cells[index]].status]);
    const figures = this.data.forces.map(({ id }) => [id, forces[id].label]);
    return {
      reading: this.reading,
      phase: this.data.phases[this.phaseIndex].id,
      phaseIndex: this.phaseIndex,
      compare: this.compare.id,
      bases: Object.fromEntries(statuses),
      forces: Object.fromEntries(figures),
    };
  }

  /** Goes to a phase by id or index; what names no phase is ignored. Returns whether the phase is there. */
  setPhase(phase) {
    const index = this.indexOf(phase);
    if (index < 0) return false;
    if (index === this.phaseIndex) return true;
    this.phaseIndex = index;
    this.changed();
    return true;
  }

  setReading(reading) {
    if (!this.data.readings.some(({ id }) => id === reading)) return false;
    if (reading === this.reading) return true;
    this.compare.readingMoves(this.reading, reading);
    this.reading = reading;
    this.changed();
    return true;
  }

  /** Compares with a phase by id, with a reading as `reading:` and its id, or with nothing; null for nothing. */
  setCompare(id, mode) {
    return this.compare.set(id, mode);
  }

  changed() {
    const moved = this.show();
    this.marks.emphasise(moved);
    this.evidence.refresh();
    this.announceSoon();
  }

  /** Paints phase and reading everywhere; returns the indices of the bases that moved. */
  show() {
    const { phase, posture } = this.current();
    const { before, baseline } = this.against(this.reading, this.phaseIndex);
    const moved = this.marks.show(posture);
    this.labels.show(posture, before);
    this.rail.show({ phase, reading: this.reading, posture, before, baseline });
    this.compare.show();
    this.showSteering(phase);
    return moved;
  }

  showSteering(phase) {
    const last = this.data.phases.length - 1;
    this.input.value = String(this.phaseIndex);
    this.input.setAttribute("aria-valuetext", phase.label);
    byId("stops").style.setProperty("--done", last > 0 ? this.phaseIndex / last : 0);
    this.stops.forEach((stop, index) => {
      stop.classList.toggle("passed", index < this.phaseIndex);
      stop.classList.toggle("current", index === this.phaseIndex);
    });
    for (const button of byId("readings").children) {
      button.setAttribute("aria-pressed", String(button.dataset.reading === this.reading));
    }
  }

  // To the outside, after the picture stands: the page and the screen reader

  announceSoon() {
    if (this.announcing) return;
    this.announcing = true;
    requestAnimationFrame(() => setTimeout(() => {
      this.announcing = false;
      const { phase } = this.current();
      setText(byId("announcer"), say("head.announced", { phase: phase.label, shown: phase.shown, headline: phase.headlines[this.reading].text }));
      this.post();
    }));
  }

  post() {
    this.tell({ type: "board", ...this.state() });
  }

  /** Tells the page that a hand holds the slider, so that it waits for the release. */
  hold(held) {
    if (this.held === held) return;
    this.held = held;
    this.tell({ type: "board:held", held });
  }

  tell(message) {
    if (window.parent !== window) window.parent.postMessage(message, "*");
  }

  receive({ source, data }) {
    if (source !== window.parent || source === window || typeof data !== "object" || data === null) return;
    if (data.type === "board:set") {
      if (data.reading !== undefined) this.setReading(data.reading);
      if (data.phase !== undefined) this.setPhase(data.phase);
      if (data.compare !== undefined) this.setCompare(data.compare);
      if (data.looks !== undefined) this.room.set(data.looks);
      if (data.view) this.fit(boxOf(data.view));
    }
    if (data.type === "board:contact") this.contact.show(data.since);
    if (data.type === "board:key") {
      this.player.heed(data);
      this.press(data);
    }
  }

  // Hands: slider, buttons, keys

  listen() {
    this.input.addEventListener("pointerdown", () => this.hold(true));
    for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, () => this.hold(false));
    this.input.addEventListener("input", () => this.setPhase(this.input.valueAsNumber));
    for (const button of document.querySelectorAll("[data-step]")) {
      button.addEventListener("click", () => this.step(button.dataset.step));
    }
    for (const opener of document.querySelectorAll("[data-open=keys]")) {
      opener.addEventListener("click", () => byId("keys").showModal());
    }
    document.addEventListener("keydown", (event) => {
      if (isTyping(event.target) || (event.key === " " && event.target.closest("button"))) return;
      if (this.press(event)) event.preventDefault();
    });
    window.addEventListener("message", (event) => this.receive(event));
    this.post();
  }

  step(name) {
    const last = this.data.phases.length - 1;
    if (name === "play") return this.player.toggle();
    this.player.pause();
    const goals = { first: 0, last, previous: Math.max(0, this.phaseIndex - 1), next: Math.min(last, this.phaseIndex + 1) };
    return this.setPhase(goals[name]);
  }

  /** Acts on a key; returns whether it was one of the board's. */
  press({ key, shiftKey, ctrlKey, metaKey, altKey }) {
    if (ctrlKey || metaKey || altKey) return false;
    if (this.room.lighten(key)) return true;
    if (shiftKey && key in ARROWS) return this.pan(ARROWS[key]);
    if (/^[1-9]$/.test(key)) return this.setPhase(Number(key) - 1);
    const act = this.keys()[key.length === 1 ? key.toLowerCase() : key];
    if (act === undefined) return false;
    act();
    return true;
  }

  keys() {
    return {
      ArrowLeft: () => this.step("previous"),
      ArrowRight: () => this.step("next"),
      ArrowDown: () => this.step("previous"),
      ArrowUp: () => this.step("next"),
      PageUp: () => this.step("previous"),
      PageDown: () => this.step("next"),
      Home: () => this.step("first"),
      End: () => this.step("last"),
      " ": () => this.step("play"),
      r: () => this.nextReading(),
      c: () => this.compare.next(),
      e: () => this.evidence.toggle({ book: "coverage" }),
      g: () => this.evidence.toggle({ book: "glossary" }),
      m: () => this.aids.toggleSymbols(),
      "/": () => this.aids.open(),
      ...this.room.keys(),
      "?": () => byId("keys").showModal(),
      "+": () => this.map.zoomIn(),
      "-": () => this.map.zoomOut(),
      "0": () => this.goHome(),
      Escape: () => this.escape(),
    };
  }

  /** Closes what is open; with nothing open, leaves the briefing screen. */
  escape() {
    const isOpen = this.aids.measure.active || document.querySelector("dialog[open], .map-panel:not([hidden])") !== null;
    this.closeAll();
    if (!isOpen) this.room.leave();
  }

  closeAll() {
    byId("keys").close();
    this.aids.close();
    this.evidence.close();
  }

  pan([x, y]) {
    const { x: width, y: height } = this.map.getSize();
    this.fitted = null;
    this.map.panBy([x * PAN_SHARE * width, y * PAN_SHARE * height], { animate: !this.isStill });
    return true;
  }

  nextReading() {
    const ids = this.data.readings.map(({ id }) => id);
    this.setReading(ids[(ids.indexOf(this.reading) + 1) % ids.length]);
  }
}

function boundsOf({ west, south, east, north }) {
  return L.latLngBounds([south, west], [north, east]);
}

/** The box of a view as it is told: [west, south, east, north] in degrees. */
const boxOf = ([west, south, east, north]) => boundsOf({ west, south, east, north });

/** The line layers of the basemap with their weight and dashes at 16 px type. */
function linesOf(map) {
  const lines = new Map();
  map.eachLayer((layer) => {
    const { weight, dashArray } = layer.options;
    if (layer instanceof L.GeoJSON && weight) lines.set(layer, { weight, dashArray });
  });
  return lines;
}

/** Puts canvases on whole pixels: between them, where fractional zooms leave them, lines blur. */
function sharpen(map) {
  map.eachLayer((layer) => {
    if (layer instanceof L.Canvas) L.DomUtil.setPosition(layer._container, layer._bounds.min);
  });
}

function isTyping(element) {
  return element.matches("input:not([type=range]), textarea, select, [contenteditable]");
}

/** What Folium calls: puts the phase slider on a map whose bases are the GeoJSON layer `places`. */
L.phaseSlider = (map, places) => {
  const slider = new PhaseSlider(map, places);
  window.board = Object.freeze({
    state: () => slider.state(),
    setPhase: (phase) => slider.setPhase(phase),
    setReading: (reading) => slider.setReading(reading),
    setCompare: (id, mode) => slider.setCompare(id, mode),
  });
  return slider;
};
