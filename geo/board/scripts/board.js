// The controller: one place that knows phase and reading, moves everything else, and answers to the outside.

import { BoardMessages } from "./board_messages.js";
import { Compare } from "./compare.js";
import { DetailTiles } from "./detail_tiles.js";
import { byId, dialog, findAll, setText } from "./dom.js";
import { EvidencePanel } from "./evidence_panel.js";
import { Labels } from "./labels.js";
import { Looks } from "./looks.js";
import { MapMenu } from "./map_menu.js";
import { ARROWS, MapView, boundsOnMap } from "./map_view.js";
import { Marks } from "./marks.js";
import { Notices } from "./notices.js";
import { Playback } from "./playback.js";
import { Postures, readBoardData } from "./postures.js";
import { Rail } from "./rail.js";
import { Steering } from "./steering.js";
import { say } from "./words.js";

class Board {
  /** @param {L.Map} map @param {L.GeoJSON} places one point per base, its property `i` the base's index */
  constructor(map, places) {
    this.map = map;
    this.data = readBoardData();
    this.postures = new Postures(this.data);
    this.reading = this.data.start.reading;
    this.phaseIndex = this.postures.indexOf(this.data.start.phase);
    this.messages = new BoardMessages(this.receivers());
    this.notices = new Notices();
    this.drawMap(places);
    this.drawAround(places);
    this.show();
    this.view.settle(this.marks);
    this.playback = new Playback(this.data.dwellMs, () =>
      this.setPhase((this.phaseIndex + 1) % this.data.phases.length),
    );
    this.looks = this.newLooks();
    this.setCompare(this.data.start.compare ?? null);
    if (this.messages.isAlone) this.heedAddress();
    this.listen();
  }

  /** Steering and rail first: they leave the map its room. @param {L.GeoJSON} places */
  drawMap(places) {
    const { map, data, postures } = this;
    /** @param {Subject} subject */
    this.open = (subject) => this.evidence.open(subject);
    this.rail = new Rail(postures, this.open, (reading, index) => this.against(reading, index));
    this.steering = new Steering(data, {
      onPhase: (index) => this.setPhase(index),
      onReading: (id) => this.setReading(id),
      onHold: (held) => this.messages.hold(held),
      onStep: (name) => this.step(name),
    });
    map.invalidateSize({ pan: false });
    this.view = new MapView(map, data, {
      onRest: (view) => this.messages.send({ type: "board:view", view }),
      onHold: (held) => this.messages.hold(held),
    });
    this.marks = new Marks(map, places, data, this.open);
    this.labels = new Labels(map, this.marks, postures, this.open);
  }

  /** What answers questions about the map: evidence, comparison, detail, menu. @param {L.GeoJSON} places */
  drawAround(places) {
    const { map, data, postures, marks, labels, rail, view } = this;
    const secondMap = () => this.compare.secondMap;
    this.evidence = new EvidencePanel({ data, postures, marks }, {
      momentOf: (subject) => this.momentOf(subject),
      changesListed: () => this.listed(),
      goTo: (reading, index) => this.goTo(reading, index),
      onFocusLost: () => this.steering.focus(),
    });
    this.compare = new Compare({ map, places, postures, marks, labels, rail, view }, {
      now: () => this.now(),
      onChange: (maps) => this.compared(maps),
      onOpen: this.open,
      onHold: (held) => this.messages.hold(held),
      onSecondMap: (second) => this.dressed(second),
    });
    this.detail = new DetailTiles(map, data.palettes, {
      secondMap,
      send: (message) => this.messages.send(message),
      onOffer: (isOffered) => this.menu.offerDetail(isOffered),
    });
    this.menu = new MapMenu(
      { map, data, marks, labels, rail, view, detail: this.detail },
      { secondMap, onOpen: this.open },
    );
  }

  newLooks() {
    return new Looks({
      onTheme: (theme) => this.recolour(theme),
      onType: () => this.refit(),
      onMaps: (maps) => this.compare.setMaps(maps),
      send: (message) => this.messages.send(message),
    });
  }

  /** Opens a document that stands alone where its address asks: `board.html?phase=stage-2&compare=before`. */
  heedAddress() {
    const asked = new URLSearchParams(window.location.search);
    this.setReading(asked.get("reading"));
    this.setPhase(asked.get("phase"));
    if (asked.has("compare")) this.setCompare(asked.get("compare"));
  }

  // State

  /** What the board shows. @returns {Moment} */
  now() {
    const { data, reading, phaseIndex } = this;
    return {
      phase: data.phases[phaseIndex],
      phaseIndex,
      reading: this.postures.reading(reading),
      posture: this.postures.at(reading, phaseIndex),
    };
  }

  /** What the board shows, or what it is compared with where that is the subject. @param {Subject} subject */
  momentOf(subject) {
    return (subject.compared && this.compare.other()) || this.now();
  }

  /** The changes that the rail lists. */
  listed() {
    return this.compare.between()?.changes ?? this.now().posture.changes;
  }

  /**
   * What a posture is set against: what is compared, or the step before it (null at the first phase) and the baseline.
   * @param {string} reading @param {number} index @returns {Against}
   */
  against(reading, index) {
    const other = this.compare?.other(reading, index) ?? null;
    if (other !== null) return { other, before: other.isLater ? null : other.posture, baseline: other.posture };
    const before = index > 0 ? this.postures.at(reading, index - 1) : null;
    return { other, before, baseline: this.postures.at(reading, 0) };
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

  /**
   * Goes to a phase by id or index; what names no phase is ignored. Returns whether the phase is there.
   * @param {unknown} phase
   */
  setPhase(phase) {
    const index = this.postures.indexOf(phase);
    if (index < 0) return false;
    if (index === this.phaseIndex) return true;
    this.phaseIndex = index;
    this.changed();
    return true;
  }

  /** @param {unknown} id */
  setReading(id) {
    const reading = this.data.readings.find((found) => found.id === id);
    if (reading === undefined) return false;
    if (reading.id === this.reading) return true;
    this.compare.readingMoves(this.reading, reading.id);
    this.reading = reading.id;
    this.changed();
    return true;
  }

  /**
   * Compares with a phase by id, with a reading as `reading:` and its id, or with nothing; null for nothing.
   * @param {unknown} id @param {unknown} [mode]
   */
  setCompare(id, mode) {
    return this.compare.set(id, mode);
  }

  /** @param {string} reading @param {number} index */
  goTo(reading, index) {
    this.playback.pause();
    this.setReading(reading);
    this.setPhase(index);
  }

  /** Follows a change of what is compared, on so many maps. @param {string} maps */
  compared(maps) {
    this.looks?.set({ maps });
    this.changed();
  }

  /** Gives a second map what the first has. @param {SecondMap} second */
  dressed(second) {
    this.detail.addTo(second.map);
    this.menu.names.show(this.menu.names.mode);
  }

  // Picture

  changed() {
    const moved = this.show();
    this.marks.emphasise(moved);
    this.evidence.refresh();
    this.announceSoon();
  }

  /** Paints phase and reading everywhere; returns the indices of the bases that moved. */
  show() {
    const { phase, posture } = this.now();
    const set = this.against(this.reading, this.phaseIndex);
    const moved = this.marks.show(posture);
    this.labels.show(posture, set.before);
    this.rail.show({ phase, reading: this.reading, posture, ...set });
    this.compare.show();
    this.steering.show(this.phaseIndex, this.reading);
    return moved;
  }

  /** Measures everything anew after the type has changed its size. */
  refit() {
    this.rail.reserve();
    this.steering.thinStops();
    this.map.invalidateSize({ pan: false });
    this.labels.measure();
    this.labels.place();
    if (this.compare.isOnTwoMaps()) this.compare.secondMap.open();
  }

  /** Colours what is painted on canvas; the style sheet colours the rest. @param {string} theme */
  recolour(theme) {
    const palette = this.data.palettes[theme];
    this.view.recolour(palette);
    this.marks.recolour(palette);
    this.compare.recolour(palette);
    this.detail.recolour();
  }

  // To the outside, after the picture is painted: the page and the screen reader

  announceSoon() {
    if (this.announcing) return;
    this.announcing = true;
    requestAnimationFrame(() => setTimeout(() => {
      this.announcing = false;
      const { phase } = this.now();
      const headline = phase.headlines[this.reading].text;
      setText(byId("announcer"), say("head.announced", { phase: phase.label, shown: phase.shown, headline }));
      this.post();
    }));
  }

  post() {
    this.messages.send({ type: "board", ...this.state() });
  }

  /** What is done at each message of the page. @returns {Record<string, (message: any) => void>} */
  receivers() {
    return {
      "board:set": (asked) => this.set(asked),
      "board:contact": ({ since }) => this.notices.tellContact(since),
      "board:gone": ({ text }) => this.notices.tellGone(text),
      "board:key": (key) => {
        this.playback.heed(key);
        this.press(key);
      },
      "board:detail": ({ offered }) => this.detail.offer(offered),
      "board:tile": (tile) => this.detail.arrive(tile),
    };
  }

  /** @param {{ reading?: unknown, phase?: unknown, compare?: unknown, looks?: AskedLooks, view?: Edges }} asked */
  set({ reading, phase, compare, looks, view }) {
    if (reading !== undefined) this.setReading(reading);
    if (phase !== undefined) this.setPhase(phase);
    if (compare !== undefined) this.setCompare(compare);
    if (looks !== undefined) this.looks.set(looks);
    if (view) this.view.fit(boundsOnMap(view, this.view.home));
  }

  // Buttons and keys

  listen() {
    for (const opener of findAll("[data-open=keys]")) {
      opener.addEventListener("click", () => this.listKeys());
    }
    document.addEventListener("keydown", (event) => {
      const at = /** @type {Element} */ (event.target);
      if (isTyping(at) || (event.key === " " && at.closest("button"))) return;
      if (this.press(event)) event.preventDefault();
    });
    this.messages.listen();
    this.post();
  }

  /** @param {string} name */
  step(name) {
    const last = this.data.phases.length - 1;
    if (name === "play") return this.playback.toggle();
    this.playback.pause();
    const [previous, next] = [Math.max(0, this.phaseIndex - 1), Math.min(last, this.phaseIndex + 1)];
    return this.setPhase({ first: 0, last, previous, next }[name]);
  }

  /** Acts on a key; returns whether it was one of the board's. @param {KeyPress} press */
  press({ key, shiftKey, ctrlKey, metaKey, altKey }) {
    if (ctrlKey || metaKey || altKey) return false;
    if (this.looks.unblank(key)) return true;
    if (shiftKey && key in ARROWS) return this.view.pan(ARROWS[key]);
    if (/^[1-9]$/.test(key)) return this.setPhase(Number(key) - 1);
    const act = this.keys()[key.length === 1 ? key.toLowerCase() : key];
    if (act === undefined) return false;
    act();
    return true;
  }

  /** @returns {Record<string, () => void>} */
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
      m: () => this.menu.toggleSymbols(),
      "/": () => this.menu.open(),
      ...this.looks.keys(),
      "?": () => this.listKeys(),
      "+": () => this.map.zoomIn(),
      "-": () => this.map.zoomOut(),
      0: () => this.view.goHome(),
      Escape: () => this.escape(),
    };
  }

  listKeys() {
    dialog("keys").showModal();
  }

  /** Closes what is open; with nothing open, leaves the briefing screen. */
  escape() {
    const isOpen = document.querySelector("dialog[open], .map-panel:not([hidden])") !== null;
    const isMeasuring = this.menu.measure.active;
    this.closeAll();
    if (!isOpen && !isMeasuring) this.looks.leave();
  }

  closeAll() {
    dialog("keys").close();
    this.menu.close();
    this.evidence.close();
  }

  nextReading() {
    const ids = this.data.readings.map(({ id }) => id);
    this.setReading(ids[(ids.indexOf(this.reading) + 1) % ids.length]);
  }
}

/** @param {Element} element */
function isTyping(element) {
  return element.matches("input:not([type=range]), textarea, select, [contenteditable]");
}

/** What Folium calls: puts the board on a map whose bases are the GeoJSON layer `places`. */
L.phaseSlider = (map, places) => {
  const board = new Board(map, places);
  window.board = Object.freeze({
    state: () => board.state(),
    setPhase: (phase) => board.setPhase(phase),
    setReading: (reading) => board.setReading(reading),
    setCompare: (id, mode) => board.setCompare(id, mode),
  });
};
