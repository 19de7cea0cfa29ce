// The menu of the map, behind one quiet button: find a base, layers, names, symbols, distance.

import { BaseNames, NAME_MODES } from "./base_names.js";
import { BasePicker } from "./base_picker.js";
import { find, make } from "./dom.js";
import { Measure } from "./measure.js";
import { MilitarySymbols } from "./military_symbols.js";
import { PointerPosition } from "./pointer_position.js";
import { say } from "./words.js";

/** Closest zoom that finding a base brings, in Leaflet's levels. */
const FOUND_ZOOM = 8;
/** Layers that can be switched off: those of the basemap by their name, those of the labels by a class. */
const LAYERS = ["relief", "provinces", "rivers", "towns", "names"];

export class MapMenu {
  /**
   * @param {{ map: L.Map, data: BoardData, marks: Marks, labels: Labels, rail: Rail, view: MapView,
   *   detail: DetailTiles }} parts
   * @param {{ secondMap: () => SecondMap | undefined, onOpen: OnOpen }} act
   */
  constructor({ map, data, marks, labels, rail, view, detail }, { secondMap, onOpen }) {
    this.map = map;
    this.data = data;
    this.marks = marks;
    this.labels = labels;
    this.view = view;
    this.detail = detail;
    this.secondMap = secondMap;
    this.onOpen = onOpen;
    this.names = new BaseNames({ data, marks, labels, rail }, secondMap);
    this.symbols = new MilitarySymbols({ data, marks, labels });
    this.measure = new Measure(map, marks, data, () => this.refresh());
    this.hidden = new Set();
    this.switches = [];
    this.drawPanel();
    this.drawButton();
    this.refresh();
    new PointerPosition(map);
  }

  drawButton() {
    this.button = make(
      "button",
      { type: "button", class: "map-menu", "aria-expanded": "false", "aria-controls": "map-panel" },
      say("aids.menu"),
    );
    this.button.addEventListener("click", () => (this.panel.hidden ? this.open() : this.close()));
    const bar = make("div", { class: "leaflet-bar leaflet-control", "data-over-map": "" }, this.button);
    find(".leaflet-top.leaflet-left", this.map.getContainer()).append(bar);
    L.DomEvent.disableClickPropagation(bar);
  }

  drawPanel() {
    const leave = () => this.close();
    this.finder = new BasePicker("find-base", say("find.label"), this.data.bases, (index) => this.goTo(index), leave);
    const through = new BasePicker(
      "measure-base",
      say("measure.base"),
      this.data.bases,
      (index) => this.measure.addBase(index),
      leave,
    );
    const measuring = () => (this.measure.active ? this.measure.end() : this.measureOnMap());
    this.panel = make("section", { class: "map-panel", id: "map-panel", "aria-label": say("aids.title"), hidden: "" },
      this.finder.element,
      this.group("aids.layers", [
        ...LAYERS.map((name) =>
          this.toggle(
            say(`layers.${name}`),
            () => !this.hidden.has(name),
            () => this.toggleLayer(name),
          ),
        ),
        this.detailSwitch(),
      ]),
      ...this.nameGroup(),
      this.group("symbols.title", [
        this.toggle(
          say("symbols.switch"),
          () => this.symbols.on,
          () => this.toggleSymbols(),
        ),
      ]),
      this.group(
        "measure.title",
        [this.toggle(say("measure.switch"), () => this.measure.active, measuring)],
        through.element,
      ),
    );
    find(".over").append(this.panel);
  }

  /** The switch of the detail, there only while the page offers any. */
  detailSwitch() {
    const turn = () => {
      this.detail.turn(!this.detail.isOn);
      this.refresh();
    };
    this.detailButton = this.toggle(say("layers.detail"), () => this.detail.isOn, turn);
    this.offerDetail(false);
    return this.detailButton;
  }

  /** @param {boolean} isOffered */
  offerDetail(isOffered) {
    this.detailButton.hidden = !isOffered;
  }

  nameGroup() {
    if (!this.names.offered()) return [];
    const named = (mode) =>
      this.toggle(
        say(`names.${mode}`),
        () => this.names.mode === mode,
        () => this.showNames(mode),
      );
    return [this.group("names.title", NAME_MODES.map(named))];
  }

  group(key, buttons, ...rest) {
    return make(
      "div",
      { role: "group", "aria-label": say(key) },
      make("h2", {}, say(key)),
      make("div", { class: "toggles" }, ...buttons),
      ...rest,
    );
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

  /** @param {string} mode */
  showNames(mode) {
    this.names.show(mode);
    this.refresh();
  }

  /** Hides or shows a layer where it lies, so that nothing is drawn in another order and no label moves. */
  toggleLayer(name) {
    const shown = this.hidden.delete(name);
    if (!shown) this.hidden.add(name);
    this.labels.layer.classList.toggle(`without-${name}`, !shown);
    this.map.eachLayer((layer) => {
      if (layer instanceof L.GeoJSON && layer.options.theme === name) layer.setStyle({ stroke: shown });
    });
    document.body.classList.toggle(`without-${name}`, !shown);
    this.secondMap()?.dress();
    this.refresh();
  }

  /** Brings a base to the middle of the map and opens its evidence. @param {number} index */
  goTo(index) {
    this.fold();
    this.view.letGo();
    const animate = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.map.setView(this.marks.points[index], Math.max(this.map.getZoom(), FOUND_ZOOM), { animate });
    this.onOpen({ base: index });
  }
}
