// The phase slider: one place that holds phase and reading, moves everything else, and answers to the outside.

/** Which way an arrow with Shift moves the map: right and down. */
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
    this.view = new MapView(map, this.data, (view) => this.tell({ type: "board:view", view }), (held) => this.hold(held));
    this.marks = new Marks(map, places, this.data, open);
    this.labels = new Labels(map, this.marks, this.postures, open);
    this.evidence = new Evidence(this);
    this.compare = new Compare(this, places);
    this.detail = new Detail(this);
    this.aids = new Aids(this);
    this.show();
    this.view.settle(this.marks);
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
    if (other !== null) return { other, before: other.isLater ? null : other.posture, baseline: other.posture };
    return { other, before: index > 0 ? this.postures.at(reading, index - 1) : null, baseline: this.postures.at(reading, 0) };
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
    const set = this.against(this.reading, this.phaseIndex);
    const moved = this.marks.show(posture);
    this.labels.show(posture, set.before);
    this.rail.show({ phase, reading: this.reading, posture, ...set });
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
      if (data.view) this.view.fit(boxOf(data.view));
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
    if (shiftKey && key in ARROWS) return this.view.pan(ARROWS[key]);
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
      "0": () => this.view.goHome(),
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

  nextReading() {
    const ids = this.data.readings.map(({ id }) => id);
    this.setReading(ids[(ids.indexOf(this.reading) + 1) % ids.length]);
  }
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
