// Aids to reading the map, behind its one quiet button: find a base, layers, names, symbols, distance; and where the pointer is.

/** Closest zoom that finding a base brings, in Leaflet's levels. */
const FOUND_ZOOM = 8;
/** Layers that can be switched off: those of the basemap by their name, those of the labels by a class. */
const LAYERS = ["provinces", "rivers", "towns", "names"];

class Aids {
  /** @param board the phase slider, whose map, marks, labels and evidence these aids serve. */
  constructor(board) {
    const { map, data, marks, labels, rail, compare } = board;
    Object.assign(this, { board, map, data, labels });
    this.names = new Names({ data, labels, rail, marks, compare });
    this.symbols = new Symbols(board);
    this.measure = new Measure(map, marks, data, () => this.refresh());
    this.hidden = new Set();
    this.switches = [];
    this.drawPanel();
    this.drawButton();
    this.refresh();
    new Coordinates(map);
  }

  drawButton() {
    this.button = make("button", { type: "button", class: "map-menu", "aria-expanded": "false", "aria-controls": "map-panel" }, say("aids.menu"));
    this.button.addEventListener("click", () => (this.panel.hidden ? this.open() : this.close()));
    const bar = make("div", { class: "leaflet-bar leaflet-control", "data-over-map": "" }, this.button);
    this.map.getContainer().querySelector(".leaflet-top.leaflet-left").append(bar);
    L.DomEvent.disableClickPropagation(bar);
  }

  drawPanel() {
    const leave = () => this.close();
    this.finder = new Picker("find-base", say("find.label"), this.data.bases, (index) => this.goTo(index), leave);
    const through = new Picker("measure-base", say("measure.base"), this.data.bases, (index) => this.measure.addBase(index), leave);
    const measuring = () => (this.measure.active ? this.measure.end() : this.measureOnMap());
    this.panel = make("section", { class: "map-panel", id: "map-panel", "aria-label": say("aids.title"), hidden: "" },
      this.finder.element,
      this.group("aids.layers", [...LAYERS.map((name) => this.toggle(say(`layers.${name}`), () => !this.hidden.has(name), () => this.toggleLayer(name))), this.detailSwitch()]),
      ...this.nameGroup(),
      this.group("symbols.title", [this.toggle(say("symbols.switch"), () => this.symbols.on, () => this.toggleSymbols())]),
      this.group("measure.title", [this.toggle(say("measure.switch"), () => this.measure.active, measuring)], through.element));
    document.querySelector(".over").append(this.panel);
  }

  /** The switch of the detail, there only while the page offers any. */
  detailSwitch() {
    const { detail } = this.board;
    this.detail = this.toggle(say("layers.detail"), () => detail.isOn, () => { detail.turn(!detail.isOn); this.refresh(); });
    this.detail.hidden = true;
    return this.detail;
  }

  nameGroup() {
    if (!this.names.offered()) return [];
    const named = (mode) => this.toggle(say(`names.${mode}`), () => this.names.mode === mode, () => this.showNames(mode));
    return [this.group("names.title", NAME_MODES.map(named))];
  }

  group(key, buttons, ...rest) {
    return make("div", { role: "group", "aria-label": say(key) }, make("h2", {}, say(key)), make("div", { class: "toggles" }, ...buttons), ...rest);
  }

  toggle(label, isOn, act) {
    const button = make("button", { type: "button" }, label);
    button.addEventListener("click", act);
    this.switches.push(() => button.setAttribute("aria-pressed", String(isOn())));
    return button;
  }

  refresh() {
    for (const tell of this.switches) tell();
  }

  open() {
    this.panel.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.finder.input.focus({ preventScroll: true });
  }

  /** Closes the menu and gives the focus back to its button; a measure, if there is one, ends. */
  close() {
    this.measure.end();
    this.fold();
  }

  fold() {
    if (this.panel.hidden) return;
    const held = this.panel.contains(document.activeElement);
    this.panel.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    if (held) this.button.focus();
  }

  measureOnMap() {
    this.fold();
    this.measure.start();
  }

  toggleSymbols() {
    this.symbols.toggle();
    this.refresh();
  }

  showNames(mode) {
    this.names.show(mode);
    this.refresh();
  }

  /** Hides or shows a layer where it lies, so that nothing is drawn in another order and no label moves. */
  toggleLayer(name) {
    const shown = this.hidden.delete(name);
    if (!shown) this.hidden.add(name);
    this.labels.layer.classList.toggle(`without-${name}`, !shown);
    this.map.eachLayer((layer) => { if (layer instanceof L.GeoJSON && layer.options.theme === name) layer.setStyle({ stroke: shown }); });
    this.board.compare.twin?.dress();
    this.refresh();
  }

  /** Brings a base to the middle of the map and opens its evidence. */
  goTo(index) {
    this.fold();
    this.board.view.letGo();
    const animate = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.map.setView(this.board.marks.points[index], Math.max(this.map.getZoom(), FOUND_ZOOM), { animate });
    this.board.evidence.open({ base: index });
  }
}

/** Tells where the pointer is and, while the map is moved without one, where its middle is. */
class Coordinates {
  constructor(map) {
    this.map = map;
    this.element = make("p", { class: "coordinates", hidden: "" });
    document.querySelector(".over").append(this.element);
    map.on("mousemove", ({ latlng }) => this.show("aids.pointer", latlng));
    map.on("mouseout", () => { this.element.hidden = true; });
    document.addEventListener("keydown", ({ shiftKey, key }) => {
      if (shiftKey && key in ARROWS) map.once("moveend", () => this.show("aids.middle", map.getCenter()));
    });
  }

  /** As fine as a pixel is: a digit more of the grid for each tenfold. */
  show(key, { lat, lng }) {
    const digits = Math.min(4, Math.max(0, 5 - Math.round(Math.log10(metresAPixel(this.map, lat)))));
    const position = `${degrees(lat, digits, "N", "S")}, ${degrees(lng, digits, "E", "W")}`;
    setText(this.element, say(key, { position, mgrs: mgrs(lat, lng, digits) }));
    this.element.hidden = false;
  }
}
