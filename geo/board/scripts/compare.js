// What the board is compared with: another phase, or the other reading; as two maps, or as ghosts on the one.

import { byId, findAll, make, setText } from "./dom.js";
import { claimChips } from "./evidence_links.js";
import { basisSaid } from "./firmness.js";
import { GhostMarks } from "./ghost_marks.js";
import { SecondMap } from "./second_map.js";
import { say } from "./words.js";

/** How an id says that a reading is meant and not a phase. */
const READING_PREFIX = "reading:";
/** What is compared is shown in one of these ways; the key goes through them and back to none. */
const COMPARE_MODES = ["maps", "ghost"];
/** How the looks of the room call a mode: by its number of maps. */
const MAPS_OF = { maps: "two", ghost: "one" };


export class Compare {
  /**
   * @param {{ map: L.Map, places: L.GeoJSON, postures: Postures, marks: Marks, labels: Labels, rail: Rail,
   *   view: MapView }} parts
   * @param {{ now: () => Moment, onChange: (maps: string) => void, onOpen: OnOpen, onHold: (held: boolean) => void,
   *   onSecondMap: (second: SecondMap) => void }} act
   */
  constructor({ map, places, postures, marks, labels, rail, view }, act) {
    this.map = map;
    this.places = places;
    this.postures = postures;
    this.data = postures.data;
    this.marks = marks;
    this.labels = labels;
    this.rail = rail;
    this.view = view;
    this.act = act;
    this.id = null;
    this.mode = COMPARE_MODES[0];
    this.ghosts = new GhostMarks(map, marks, labels);
    this.drawControl();
    map.on("resize", () => this.secondMap?.restyle());
  }

  // State

  /**
   * Compares with a phase, with a reading (`reading:` and its id), or with nothing; returns whether that is there.
   * @param {any} id null for nothing; it may come from anywhere
   * @param {any} mode
   */
  set(id, mode = this.mode) {
    if (id !== null && !this.isKnown(id)) return false;
    if (!COMPARE_MODES.includes(mode)) return false;
    if (id === this.id && mode === this.mode) return true;
    this.id = id;
    this.mode = mode;
    this.arrange();
    this.act.onChange(id === null ? MAPS_OF.maps : MAPS_OF[mode]);
    return true;
  }

  /** Compares on two maps or on one, as the looks of the room ask. */
  setMaps(maps) {
    this.set(this.id, COMPARE_MODES.find((mode) => MAPS_OF[mode] === maps));
  }

  /** @param {string} id */
  isKnown(id) {
    if (typeof id !== "string") return false;
    const reading = readingIn(id);
    if (reading === null) return this.data.phases.some((phase) => phase.id === id);
    return reading !== this.act.now().reading.id && this.data.readings.some((found) => found.id === reading);
  }

  /** Off, two maps, ghosts, off. */
  next() {
    if (this.id === null) this.set(this.last ?? this.data.phases[0].id, COMPARE_MODES[0]);
    else if (this.mode === "maps") this.set(this.id, "ghost");
    else this.set(null);
  }

  /** Keeps two readings apart when the board goes to the one it was compared with. */
  readingMoves(from, to) {
    if (this.id !== null && readingIn(this.id) === to) this.id = READING_PREFIX + from;
    if (this.last && readingIn(this.last) === to) this.last = READING_PREFIX + from;
  }

  isOnTwoMaps() {
    return this.id !== null && this.mode === "maps";
  }

  /** What is compared, for a reading and phase of the board: its phase, reading and posture; null when nothing is. */
  other(reading = this.act.now().reading.id, index = this.act.now().phaseIndex) {
    if (this.id === null) return null;
    const asked = readingIn(this.id);
    const [id, at] = asked === null ? [reading, this.postures.indexOf(this.id)] : [asked, index];
    return {
      phase: this.data.phases[at],
      phaseIndex: at,
      reading: this.postures.reading(id),
      posture: this.postures.at(id, at),
      isReading: asked !== null,
      isLater: at > index,
    };
  }

  // Picture

  /** Lays the maps out for what is compared, and keeps the middle of the map where it is. */
  arrange() {
    const { map } = this;
    const centre = map.getCenter();
    if (this.id !== null) this.last = this.id;
    document.body.dataset.compare = this.id === null ? "" : this.mode;
    this.ghosts.turn(this.id !== null && this.mode === "ghost" ? this.ghostWords() : []);
    if (!this.view.isFitted() && map.getSize().x !== map.getContainer().clientWidth) {
      map.invalidateSize({ pan: false });
      map.setView(centre, map.getZoom(), { animate: false });
    } else map.invalidateSize({ pan: false });
    if (this.isOnTwoMaps()) this.openSecondMap();
    this.rail.reserve();
    this.labels.place();
  }

  /** Every word that may stand below a base, so that no phase widens its label. */
  ghostWords() {
    const { isReading } = this.other();
    const ways = isReading ? [{ isReading }] : [{ isLater: false }, { isLater: true }];
    const words = new Set(this.data.cells.map((cell) => this.marks.wording(cell)));
    return ways.flatMap((way) => [...words].map(wasWords(way)));
  }

  openSecondMap() {
    this.painted = {};
    if (!this.secondMap) {
      this.secondMap = this.newSecondMap();
      this.act.onSecondMap(this.secondMap);
    }
    this.secondMap.open();
  }

  newSecondMap() {
    const open = (subject) => this.act.onOpen({ ...subject, compared: true });
    const second = new SecondMap(this.map, this.places, this.postures, open);
    second.map.on("dragstart zoomstart", () => {
      if (second.leading !== this.map) this.view.letGo();
    });
    second.map.on("dragstart", () => this.act.onHold(true));
    second.map.on("dragend", () => this.act.onHold(false));
    return second;
  }

  /** Takes the colours of another theme; the second map has those of the first. @param {Palette} palette */
  recolour(palette) {
    this.ghosts.redraw();
    this.secondMap?.restyle();
    this.secondMap?.marks.recolour(palette);
  }

  show() {
    const other = this.other();
    this.showControl();
    this.showLegend(other);
    if (other === null) return;
    const now = this.act.now();
    this.name(say("compare.map", { title: titleOf(other) }));
    this.showTitles(now, other);
    if (this.mode === "ghost") this.ghosts.show(now.posture, other.posture, wasWords(other));
    if (this.isOnTwoMaps()) {
      this.paint(other.posture, other.isLater ? now.posture : null);
      this.swap(other.isLater);
    }
    this.list(now, other);
  }

  /** Paints the second map only when what it shows is another posture. */
  paint(posture, before) {
    if (this.painted.posture === posture && this.painted.before === before) return;
    this.painted = { posture, before };
    this.secondMap.marks.show(posture);
    this.secondMap.labels.show(posture, before);
  }

  /** The earlier posture stands on the left. */
  swap(isLater) {
    if (document.body.hasAttribute("data-swapped") === isLater) return;
    document.body.toggleAttribute("data-swapped", isLater);
    this.labels.place();
    this.secondMap.labels.place();
  }

  showTitles(now, other) {
    for (const [id, { phase, reading }] of [["map-title", now], ["twin-title", other]]) {
      const [name, rest] = byId(id).children;
      setText(name, phase.label);
      setText(rest, ` ${phase.shown} · ${reading.label}`);
    }
  }

  /** Names the second map, written only when it is another, so that a step leaves that map alone. */
  name(title) {
    const map = byId("twin");
    if (map.getAttribute("aria-label") !== title) map.setAttribute("aria-label", title);
  }

  showLegend(other) {
    setText(byId("ghost-legend").lastChild, other === null ? "" : say("compare.legend", { title: titleOf(other) }));
    setText(byId("key-baseline"), say(other === null ? "rail.before" : "compare.key"));
  }

  // What differs, in words

  list(now, other) {
    const items = other.isReading ? this.differences(now, other) : this.changesByPhase(this.between(other));
    setText(byId("changes-title"), titleOfList(other));
    this.rail.list(items.length > 0 ? items : [make("li", { class: "rest" }, this.nothing(other))]);
  }

  nothing({ isReading }) {
    return say(isReading ? "compare.same" : "changes.none");
  }

  /** The changes under the phase that each comes with, where there are several. */
  changesByPhase({ changes, changeCount }) {
    const items = this.rail.changeItems({ changes, changeCount });
    if (changes.at(0)?.phase === changes.at(-1)?.phase) return items;
    return items.flatMap((item, index) => {
      const phase = changes[index]?.phase;
      if (phase === undefined || phase === changes[index - 1]?.phase) return [item];
      return [make("li", { class: "rest dated" }, `${phase.label} · ${phase.shown}`), item];
    });
  }

  /** The stated changes of every step between two phases, never a difference of two postures; null for readings. */
  between(other = this.other()) {
    if (other === null || other.isReading) return null;
    const now = this.act.now();
    const [from, to] = [other.phaseIndex, now.phaseIndex].sort((a, b) => a - b);
    const steps = this.postures.of(now.reading.id).slice(from + 1, to + 1);
    const changeCount = steps.reduce((sum, step) => sum + step.changeCount, 0);
    const changes = steps.flatMap((step, index) =>
      step.changes.map((change) => ({ ...change, phase: this.data.phases[from + 1 + index] })),
    );
    return { changes: changes.slice(0, this.data.changesListed), changeCount };
  }

  /** What each reading says of every base and force on which they do not agree. */
  differences(now, other) {
    const { bases, cells, forces, statusWords } = this.data;
    const subjects = bases.map(({ label }, index) => [
      label,
      ...[now, other].map(({ posture }) => {
        const cell = cells[posture.cells[index]];
        return { text: statusWords[cell.status], ...cell };
      }),
    ]);
    const figures = forces.map(({ id, label }) => [
      label,
      ...[now, other].map(({ posture }) => ({ text: posture.forces[id].label, ...posture.forces[id] })),
    ]);
    const differing = [...subjects, ...figures].filter(([, one, two]) => one.text !== two.text);
    const shown = differing.slice(0, this.data.changesListed);
    const items = shown.map(([name, one, two]) => make("li", { class: "differing" }, make("b", {}, name),
      this.saying(other.reading, two), this.saying(now.reading, one)));
    const rest = differing.length - shown.length;
    return rest > 0
      ? [...items, make("li", { class: "rest" }, say("changes.more", { count: rest.toLocaleString("en") }))]
      : items;
  }

  saying({ label }, { text, basis, claims, contestedBy }) {
    const said = basisSaid({ basis });
    return make(
      "span",
      { class: "saying" },
      `${label}: ${text}${said ? ` · ${said}` : ""}`,
      ...claimChips(claims, this.act.onOpen),
      ...this.rail.contesting(contestedBy),
    );
  }

  // Control

  drawControl() {
    this.select = /** @type {HTMLSelectElement} */ (byId("compare-with"));
    this.select.append(make("option", { value: "" }, say("compare.nothing")),
      ...this.data.phases.map(({ id, label }) => make("option", { value: id }, label)),
      ...this.data.readings.map(({ id, label }) => make("option", { value: READING_PREFIX + id }, label)));
    this.select.addEventListener("change", () => this.set(this.select.value || null));
    this.buttons = findAll("[data-compare-mode]");
    for (const button of this.buttons) {
      button.addEventListener("click", () =>
        this.set(this.id ?? this.last ?? this.data.phases[0].id, button.dataset.compareMode),
      );
    }
  }

  showControl() {
    this.select.value = this.id ?? "";
    for (const option of this.select.options) {
      option.hidden = option.disabled = option.value === READING_PREFIX + this.act.now().reading.id;
    }
    for (const button of this.buttons) {
      button.setAttribute("aria-pressed", String(this.id !== null && this.mode === button.dataset.compareMode));
    }
  }
}

/** The reading an id names, null where it names a phase. @param {string} id */
function readingIn(id) {
  return id.startsWith(READING_PREFIX) ? id.slice(READING_PREFIX.length) : null;
}

function titleOf({ phase, reading, isReading }) {
  return isReading ? reading.label : phase.label;
}

function titleOfList(other) {
  if (other.isReading) return say("compare.differ");
  return say(other.isLater ? "compare.until" : "compare.since", { phase: other.phase.label });
}

/** How the status or figure that is compared is told beside the one that stands. */
function wasWords({ isReading, isLater }) {
  if (isReading) return (text) => say("compare.other", { text });
  return isLater ? (text) => say("compare.later", { text }) : (text) => say("rail.was", { earlier: text });
}
