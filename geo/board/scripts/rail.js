// The words and figures beside the map: headline, forces with their range bars, bases, what changed, legend, source.

import { byId, find, findAll, make, setText } from "./dom.js";
import { claimChips, opens } from "./evidence_links.js";
import { basisSaid, caution, cautionOf } from "./firmness.js";
import { contestedMark, fillMark, markSvg } from "./mark_shapes.js";
import { say } from "./words.js";

/**
 * Has rows measured in a list like the one they belong to, below it and out of sight: one layout does for all of them.
 * @param {HTMLElement} list @param {{ row: HTMLElement }[]} rows @param {() => void} measure
 */
function measured(list, rows, measure) {
  const trials = /** @type {HTMLElement} */ (list.cloneNode(false));
  trials.removeAttribute("id");
  trials.classList.add("trials");
  trials.append(...rows.map(({ row }) => row));
  list.after(trials);
  measure();
  trials.remove();
}

/**
 * The largest measure of some rows, in whole px.
 * @template Row @param {Row[]} rows @param {(row: Row) => number} measure
 */
const mostOf = (rows, measure) => Math.ceil(Math.max(0, ...rows.map(measure)));

export class Rail {
  constructor(postures, onOpen, against) {
    const { data } = postures;
    this.postures = postures;
    this.data = data;
    this.onOpen = onOpen;
    this.against = against;
    this.forces = data.forces.map((force) => this.forceRow(force));
    const isListed = data.bases.length <= data.basesListed;
    this.bases = isListed ? data.bases.map((base, index) => this.baseRow(base, index)) : [];
    this.counts = this.bases.length > 0 ? [] : Object.entries(data.statusWords).map((entry) => this.countRow(entry));
    this.fill();
    this.drawLegend();
    this.reserve();
    window.addEventListener("resize", () => this.reserve());
  }

  /** Keeps the room that head, forces and bases need at most, so that no phase moves what stands below or beside. */
  reserve() {
    this.reserveHead();
    this.reserveForces();
    this.reserveBases();
  }

  reserveHead() {
    const { phases, readings } = this.data;
    const head = find(".head");
    const shown = findAll("h1 [data-slot], .headline [data-slot], .head .chips", head)
      .map((element) => ({ element, nodes: [...element.childNodes] }));
    const headlines = phases.flatMap((phase) => readings.map(({ id }) => ({ phase, ...phase.headlines[id] })));
    const longest = (size) => headlines.reduce((most, next) => (size(next) > size(most) ? next : most));
    head.style.minHeight = "";
    const { phase } = longest((headline) => headline.phase.label.length + headline.phase.shown.length);
    const { text, claims } = longest((headline) => headline.text.length + 5 * headline.claims.length);
    this.showHead(phase, { text, claims });
    head.style.minHeight = `${Math.ceil(head.getBoundingClientRect().height)}px`;
    for (const { element, nodes } of shown) element.replaceChildren(...nodes);
  }

  reserveForces() {
    const trials = this.forces.map(({ force }) => this.momentsOf(force).map(({ posture, set }) => {
      const row = this.forceRow(force);
      this.showForce(row, posture, set);
      return row;
    }));
    measured(byId("forces"), trials.flat(), () => this.forces.forEach(({ button, figure }, index) => {
      button.style.minHeight = `${mostOf(trials[index], (row) => row.button.getBoundingClientRect().height)}px`;
      figure.style.minWidth = `${mostOf(trials[index], (row) => row.figure.getBoundingClientRect().width)}px`;
    }));
  }

  /** The moments at which a force's row differs, with what each is set against. @param {Force} force */
  momentsOf({ id }) {
    const found = new Map();
    for (const reading of this.data.readings) {
      this.postures.of(reading.id).forEach((posture, index) => {
        const set = this.against(reading.id, index);
        const shown = [posture, set.before, set.other?.posture].map((moment) => moment?.forces[id]);
        found.set(JSON.stringify(shown), { posture, set });
      });
    }
    return [...found.values()];
  }

  /** Keeps the room beside a base's name for what it says of its basis. */
  reserveBases() {
    const trials = this.bases.map((_, index) => this.basesSaid(index).map((said) => {
      const row = this.baseRow(this.data.bases[index], index);
      setText(row.basis, said);
      return row;
    }));
    measured(byId("bases"), trials.flat(), () => this.bases.forEach(({ basis }, index) => {
      const width = mostOf(trials[index], (row) => row.basis.getBoundingClientRect().width);
      basis.style.minWidth = `${width}px`;
      basis.hidden = width === 0;
    }));
  }

  /** What is said of a base's basis, over all phases and readings. @param {number} index */
  basesSaid(index) {
    const cells = this.postures.all().map((posture) => this.data.cells[posture.cells[index]]);
    return [...new Set(cells.map((cell) => basisSaid(cell)))];
  }

  slot(name, text) {
    for (const element of findAll(`[data-slot="${name}"]`)) setText(element, text);
  }

  fill() {
    const { title, marking, asOf, source, credit } = this.data;
    document.title = title;
    document.documentElement.style.setProperty("--marking", this.data.markingColour);
    document.documentElement.style.setProperty("--marking-ink", this.data.markingInk);
    for (const [name, text] of Object.entries({ title, marking, "as-of": asOf, source, credit })) this.slot(name, text);
    byId("forces").append(...this.forces.map(({ row }) => row));
    byId("bases").append(...[...this.bases, ...this.counts].map(({ row }) => row));
    for (const said of ["date", "headline"]) opens(byId(`said-${said}`), { said }, this.onOpen);
  }

  /** @param {Force} force */
  forceRow(force) {
    const figure = make("span", { class: "figure" });
    const note = make("span", { class: "note" });
    const bar = make(
      "span",
      { class: "bar", "aria-hidden": "true" },
      make("span", { class: "bar-low" }),
      make("span", { class: "bar-range" }),
      make("span", { class: "bar-baseline" }),
    );
    const button = make(
      "button",
      { type: "button", class: "force", "data-force": force.id },
      make("span", { class: "name" }, force.label),
      figure,
      bar,
      note,
    );
    opens(button, { force: force.id }, this.onOpen);
    return { force, figure, note, bar, button, row: make("li", {}, button) };
  }

  /** @param {Base} base @param {number} index */
  baseRow(base, index) {
    const mark = markSvg(this.data.marks);
    const was = make("span", { class: "was" });
    const status = make("strong", { class: "status" });
    const basis = make("span", { class: "basis" });
    const button = make(
      "button",
      { type: "button", class: "base", "data-base": base.id },
      mark,
      make("span", { class: "name", title: base.name }, base.label),
      basis,
      make("span", { class: "moved" }, was, status),
    );
    opens(button, { base: index }, this.onOpen);
    return { mark, was, status, basis, button, row: make("li", {}, button) };
  }

  countRow([status, word]) {
    const count = make("strong", { class: "status" });
    const mark = make("button", { type: "button", class: "base", "data-status": status },
      markSvg(this.data.marks, status), make("span", { class: "name" }, word), count);
    opens(mark, { status }, this.onOpen);
    return { status, count, row: make("li", {}, mark) };
  }

  /** Shows a posture set against `before`, a step earlier (null at the first phase), or what is compared, `other`. */
  show({ phase, reading, posture, before, baseline, other }) {
    const set = { before, baseline, other };
    this.showHead(phase, phase.headlines[reading]);
    for (const row of this.forces) this.showForce(row, posture, set);
    this.bases.forEach((row, index) => this.showBase(row, index, posture, set));
    this.showCounts(posture);
    this.showChanges(posture, before !== null);
  }

  showHead(phase, { text, claims }) {
    this.slot("phase", phase.label);
    byId("head-gap").replaceChildren(" · "); // a new text, like the words around it: not one that moves
    this.slot("shown", phase.shown);
    byId("phase-claims").replaceChildren(...claimChips(phase.claims, this.onOpen));
    this.slot("headline", text);
    byId("headline-claims").replaceChildren(...claimChips(claims, this.onOpen));
  }

  showForce({ force, figure, note, bar, button }, posture, { before, baseline, other }) {
    const quantity = posture.forces[force.id];
    const earlier = before === null ? quantity : before.forces[force.id];
    button.dataset.kind = quantity.kind;
    button.toggleAttribute("data-wordy", /[a-z]/.test(quantity.label));
    button.classList.toggle("changed", quantity.label !== earlier.label);
    button.dataset.caution = cautionOf(quantity);
    setText(figure, quantity.label);
    this.drawBar(bar, quantity, baseline.forces[force.id]);
    note.replaceChildren(...this.noteParts(quantity, { before, other }, force));
  }

  /** @param {HTMLElement} bar @param {Quantity} quantity @param {Quantity} baseline */
  drawBar(bar, { writtenLow: low, writtenHigh: high }, baseline) {
    const percent = (count) => `${(100 * count) / this.data.scaleTop}%`;
    const [from, to] = [low ?? 0, high ?? this.data.scaleTop];
    const counted = low !== null || high !== null;
    bar.style.setProperty("--low", counted ? percent(from) : "0%");
    bar.style.setProperty("--range", counted ? percent(to - from) : "0%");
    const { writtenLow: least, writtenHigh: most } = baseline;
    bar.style.setProperty("--baseline", least === null ? "0%" : percent(least));
    const moved = least !== low || most !== high;
    bar.toggleAttribute("data-baseline", moved && least !== null && least === most);
  }

  noteParts(quantity, set, force) {
    /** @type {Made[]} */
    const parts = this.elsewhere(quantity, set, force);
    parts.push(...quantity.noteParts.map(([text, isCaution]) => (isCaution ? caution(text) : text)));
    if (quantity.contestedBy.length > 0) {
      parts.push(caution(say("rail.contestedBy", { claims: quantity.contestedBy.join(", ") })));
    }
    return parts.flatMap((part, index) => (index === 0 ? [part] : [" · ", part]));
  }

  /** What a figure was, what it is later, or what the other reading says, with what speaks against that. */
  elsewhere({ label }, { before, other }, { id }) {
    const found = (other?.isLater ? other.posture : before)?.forces[id];
    if (found === undefined || found.label === label) return [];
    const caution = cautionOf(found);
    const text = caution
      ? say("rail.cautioned", { figure: found.label, caution: say(`caution.${caution}`) })
      : found.label;
    if (other?.isReading) return [`${other.reading.label}: ${text}`];
    return [other?.isLater ? say("compare.later", { text }) : say("rail.was", { earlier: text })];
  }

  showBase({ mark, was, status, basis, button }, index, posture, { before, other }) {
    const cell = this.data.cells[posture.cells[index]];
    const earlier = before === null ? cell : this.data.cells[before.cells[index]];
    const { statusWords } = this.data;
    if (button.dataset.status !== cell.status) fillMark(mark, this.data.marks, cell.status);
    button.dataset.status = cell.status;
    const contested = cell.contestedBy.length > 0;
    button.toggleAttribute("data-contested", contested);
    button.classList.toggle("changed", earlier.status !== cell.status);
    setText(basis, basisSaid(cell));
    const from = `${statusWords[earlier.status]} ${other?.isReading ? "↔" : "→"} `;
    setText(
      was,
      earlier.status === cell.status ? "" : contested || other?.isReading ? from : say("rail.was", { earlier: from }),
    );
    setText(status, statusWords[cell.status]);
    if (contested) status.append(make("span", { class: "caution" }, say("rail.contested")));
  }

  showCounts({ cells }) {
    if (this.counts.length === 0) return;
    const totals = new Map();
    for (const cell of cells) totals.set(cell, (totals.get(cell) ?? 0) + 1);
    const byStatus = {};
    for (const [cell, total] of totals) {
      const { status, contestedBy } = this.data.cells[cell];
      const found = byStatus[status] ??= { all: 0, contested: 0 };
      found.all += total;
      found.contested += contestedBy.length > 0 ? total : 0;
    }
    for (const { status, count } of this.counts) {
      const { all, contested } = byStatus[status] ?? { all: 0, contested: 0 };
      setText(count, all.toLocaleString("en"));
      if (contested > 0)
        count.append(
          make("span", { class: "caution" }, say("rail.contestedCount", { count: contested.toLocaleString("en") })),
        );
    }
  }

  showChanges({ changes, changeCount }, stepped) {
    setText(byId("changes-title"), say("rail.changes"));
    const items = this.changeItems({ changes, changeCount });
    if (changes.length === 0)
      items.push(make("li", { class: "rest" }, say(stepped ? "changes.none" : "changes.baseline")));
    this.list(items);
  }

  list(items) {
    byId("changes").replaceChildren(...items);
  }

  /** Changes one by one, the last of many counted. */
  changeItems({ changes, changeCount }) {
    const shown = changeCount > changes.length ? changes.slice(0, -1) : changes;
    const items = shown.map(({ text, claims, contestedBy }, index) =>
      make(
        "li",
        {},
        opens(make("span", {}, text), { change: index }, this.onOpen),
        ...claimChips(claims, this.onOpen),
        ...this.contesting(contestedBy),
      ),
    );
    const rest = changeCount - shown.length;
    if (rest > 0) items.push(make("li", { class: "rest" }, say("changes.more", { count: rest.toLocaleString("en") })));
    return items;
  }

  /** @param {string[]} claims */
  contesting(claims) {
    return claims.length > 0
      ? [make("span", { class: "caution" }, say("changes.contestedBy")), ...claimChips(claims, this.onOpen)]
      : [];
  }

  drawLegend() {
    const { statusWords, precisions, bases, marks } = this.data;
    const rows = Object.entries(statusWords).map(([status, word]) =>
      make("p", { class: "base", "data-status": status }, markSvg(marks, status), word));
    const contested = make("p", { class: "base" }, contestedMark(marks), say("legend.contested"));
    const area = make("p", { class: "base" }, make("i", { class: "area-swatch" }), say("legend.area"));
    if (this.data.cells.some((cell) => cell.contestedBy.length > 0)) rows.push(contested);
    if (bases.some(({ precision }) => precisions[precision].radiusKm > 0)) rows.push(area);
    rows.push(
      make(
        "p",
        { class: "base", id: "ghost-legend", "data-status": "present" },
        markSvg(marks, "present"),
        make("span", {}),
      ),
    );
    byId("legend").append(
      make("div", { class: "legend-marks" }, ...rows),
      ...this.data.rules.map((rule, index) =>
        make("p", { class: "rule" }, opens(make("span", {}, rule), { rule: index }, this.onOpen)),
      ),
    );
  }
}
