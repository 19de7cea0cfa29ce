// The panel that answers a sceptic: what stands, on which claims, who says so, where in which source.

import { ClaimUses, ROLES } from "./claim_uses.js";
import { degrees, mgrs, wrapped } from "./coordinates.js";
import { byId, dialog, find, findAll, isolated, make } from "./dom.js";
import { leadsTo, opens, subjectKey } from "./evidence_links.js";
import { Highlight } from "./highlight.js";
import { markSvg } from "./mark_shapes.js";
import { ReferencePages } from "./reference_pages.js";
import { say } from "./words.js";

/** Most stops listed of a claim, and most claims of a status; the rest are counted. */
const STOPS = 24;
const CARDS = 8;

export class EvidencePanel {
  /**
   * @param {{ data: BoardData, postures: Postures, marks: Marks }} parts
   * @param {{ momentOf: (subject: Subject) => Moment, changesListed: () => Change[],
   *   goTo: (reading: string, phaseIndex: number) => void, onFocusLost: () => void }} act
   */
  constructor({ data, postures, marks }, act) {
    this.data = data;
    this.marks = marks;
    this.act = act;
    this.claimUses = new ClaimUses(data, postures);
    this.highlight = new Highlight(marks);
    this.reference = new ReferencePages(data, (subject) => this.open(subject));
    this.panel = dialog("evidence");
    this.body = byId("evidence-body");
    this.past = [];
    this.listen();
  }

  listen() {
    find(".close", this.panel).addEventListener("click", () => this.close());
    byId("evidence-back").addEventListener("click", () => this.back());
    byId("evidence-fold").addEventListener("click", () => this.fold(!this.panel.classList.contains("folded")));
    for (const button of findAll("[data-book]"))
      opens(button, { book: button.dataset.book }, (subject) => this.open(subject));
  }

  /** Opens on a subject, such as a base (by index), a force or a claim (by id). @param {Subject} subject */
  open(subject) {
    const within = this.panel.open && this.panel.contains(document.activeElement);
    if (within) this.past.push(this.subject);
    else {
      this.past = [];
      this.opener = /** @type {HTMLElement} */ (document.activeElement);
    }
    this.turnTo(subject);
  }

  /** @param {Subject} subject */
  turnTo(subject) {
    this.subject = subject;
    this.fold(false);
    this.draw();
    if (!this.panel.open) this.panel.show();
    this.panel.scrollTop = 0;
    find(".close", this.panel).focus({ preventScroll: true });
    this.body.querySelector("[aria-current=location]")?.scrollIntoView({ block: "center" });
  }

  back() {
    this.turnTo(this.past.pop());
  }

  /** @param {Subject} subject */
  toggle(subject) {
    if (this.panel.open && subjectKey(this.subject) === subjectKey(subject)) this.close();
    else this.open(subject);
  }

  close() {
    if (!this.panel.open) return;
    this.panel.close();
    this.highlight.show(null, null);
    this.giveFocusBack();
  }

  /** Gives the focus back to what opened the panel, or to its like where a new phase has put another in its place. */
  giveFocusBack() {
    const { opens: key } = this.opener?.dataset ?? {};
    const like =
      key && this.highlight.openers().find(({ dataset, tabIndex }) => dataset.opens === key && tabIndex >= 0);
    const found = this.opener?.isConnected ? this.opener : like;
    if (found) found.focus({ preventScroll: true });
    else this.act.onFocusLost();
  }

  /** Folded, the panel is its title alone, so that what it lights in the rail can be seen. @param {boolean} folded */
  fold(folded) {
    this.panel.classList.toggle("folded", folded);
    byId("evidence-fold").setAttribute("aria-pressed", String(folded));
  }

  /** Draws the open subject again, as the phase or reading may have moved on; scroll and focus stay where they are. */
  refresh() {
    if (!this.panel.open) return;
    const { scrollTop } = this.panel;
    const at = findAll("button", this.body).indexOf(/** @type {HTMLElement} */ (document.activeElement));
    this.draw();
    this.panel.scrollTop = scrollTop;
    if (at >= 0) (findAll("button", this.body)[at] ?? find(".close", this.panel)).focus({ preventScroll: true });
  }

  draw() {
    const [[kind, value]] = Object.entries(this.subject);
    const [title, ...parts] = this.pages()[kind](value);
    byId("evidence-title").replaceChildren(...title);
    this.body.replaceChildren(...parts);
    byId("evidence-back").hidden = this.past.length === 0;
    this.highlight.show(subjectKey(this.subject), this.trace());
  }

  /** What draws each kind of subject: its title, then its parts. */
  pages() {
    return {
      base: (index) => this.ofBase(index),
      force: (id) => this.ofForce(id),
      claim: (id) => this.ofClaim(id),
      said: (what) => this.ofSaid(what),
      change: (index) => this.ofChange(index),
      rule: (index) => this.ofRule(index),
      status: (status) => this.ofStatus(status),
      book: (name) => this.reference[name](),
      term: (id) => this.reference.glossary(id),
    };
  }

  /** The roles of everything the open claim touches at the present stop; null while no claim is open. */
  trace() {
    const { claim } = this.subject;
    if (claim === undefined) return null;
    const { reading, phaseIndex } = this.act.momentOf({});
    return this.claimUses.at(claim, reading.id, phaseIndex, this.act.changesListed());
  }

  current() {
    return this.act.momentOf(this.subject);
  }

  when(phase = this.current().phase) {
    const { reading } = this.current();
    return make("p", { class: "when" }, `${phase.label} · ${phase.shown} · ${reading.label}`);
  }

  /** @param {number} index */
  ofBase(index) {
    const base = this.data.bases[index];
    const cell = this.data.cells[this.current().posture.cells[index]];
    const arabic = base.nameAr ? [" ", isolated(base.nameAr, "ar")] : [];
    const finding = [this.statusMark(cell), this.basisWords(cell)];
    return [
      [base.name, ...arabic],
      this.when(),
      make("p", { class: "finding" }, ...finding),
      ...notes(cell),
      make("p", { class: "place" }, this.placeOf(base, index)),
      ...this.claims(cell, this.statusMark(cell)),
    ];
  }

  /** @param {Cell} cell */
  statusMark(cell) {
    return make(
      "span",
      { class: "base", "data-status": cell.status, ...contestedAttribute(cell) },
      markSvg(this.data.marks, cell.status),
      this.reference.word("status", cell.status, this.data.statusWords[cell.status]),
    );
  }

  /** Where a base is, no finer than the place is known. @param {Base} base @param {number} index */
  placeOf({ admin1, country, precision, source }, index) {
    const { lat, lng: onMap } = this.marks.points[index];
    const lng = wrapped(onMap);
    const { digits, gridDigits, knownKm } = this.data.precisions[precision];
    const position = `${degrees(lat, digits, "N", "S")}, ${degrees(lng, digits, "E", "W")}`;
    const grid = say("evidence.grid", { mgrs: mgrs(lat, lng, gridDigits), square: `${knownKm} km` });
    const known = say(precision === "site" ? "evidence.site" : "evidence.area", { precision });
    const countryName = this.data.countries.find(({ iso3 }) => iso3 === country)?.name ?? country;
    const where = [admin1, countryName].filter(Boolean).join(", ");
    return `${where}; ${known}: ${position}; ${grid}. ${this.data.sources[source].reference}.`;
  }

  /** @param {string} id */
  ofForce(id) {
    const force = this.data.forces.find((found) => found.id === id);
    const quantity = this.current().posture.forces[id];
    const members = force.members.length > 0
      ? [make("p", {}, say("evidence.members", { members: force.members.join(", ") }))] : [];
    const arithmetic = quantity.arithmetic ? [make("p", { class: "arithmetic" }, quantity.arithmetic)] : [];
    const wording = quantity.wording ? [make("p", {}, say("evidence.worded", { wording: quantity.wording }))] : [];
    return [
      [force.label], this.when(),
      make("p", { class: "finding" }, figureOf(quantity), this.basisWords(quantity)),
      ...arithmetic, ...wording, ...notes(quantity), ...members,
      ...quantity.rules.map((rule) => make("p", { class: "rule" }, rule)), ...this.claims(quantity, figureOf(quantity)),
    ];
  }

  ofSaid(what) {
    const { phase, reading } = this.current();
    const { text, claims } =
      what === "date" ? { text: phase.shown, claims: phase.claims } : phase.headlines[reading.id];
    return this.ofSentence(say(what === "date" ? "evidence.date" : "evidence.headline"), {
      text,
      claims,
      contestedBy: [],
    });
  }

  /** @param {number} index */
  ofChange(index) {
    const none = { text: say("evidence.unchanged"), claims: [], contestedBy: [] };
    return this.ofSentence(say("rail.changes"), this.act.changesListed()[index] ?? none);
  }

  /** @param {string} title @param {Change} sentence */
  ofSentence(title, { text, claims, contestedBy, phase }) {
    const sentence = () => make("p", { class: "said" }, text);
    return [[title], this.when(phase), sentence(), ...this.claims({ claims, contestedBy }, sentence())];
  }

  /** @param {number} index */
  ofRule(index) {
    const claims = this.data.ruleClaims[index];
    const words =
      claims.length > 0
        ? [make("h3", {}, say("evidence.wordedIn")), ...claims.map((id) => this.card(id)), ...this.sources(claims)]
        : [];
    return [[say("evidence.rule")], make("p", { class: "said" }, this.data.rules[index]), ...words];
  }

  /** All bases of one status, where they are too many to stand one by one. @param {string} status */
  ofStatus(status) {
    const { posture } = this.current();
    const found = [...new Set(posture.cells)]
      .map((cell) => this.data.cells[cell])
      .filter((cell) => cell.status === status);
    const claims = [...new Set(found.flatMap((cell) => cell.claims))];
    const contestedBy = [...new Set(found.flatMap((cell) => cell.contestedBy))];
    const count = posture.cells.reduce((sum, cell) => sum + Number(this.data.cells[cell].status === status), 0);
    const said = () => make("p", { class: "said" }, say("evidence.bases", { count: count.toLocaleString("en") }));
    return [
      [this.data.statusWords[status]],
      this.when(),
      said(),
      make("p", {}, this.reference.meaning("status", status)),
      ...this.claims({ claims: claims.slice(0, CARDS), contestedBy: contestedBy.slice(0, CARDS) }, said()),
      ...more(
        claims.length + contestedBy.length - Math.min(CARDS, claims.length) - Math.min(CARDS, contestedBy.length),
        "evidence.moreClaims",
      ),
    ];
  }

  /** @param {string} id */
  ofClaim(id) {
    return [[say("claim.title", { claim: id })], this.card(id), ...this.uses(id), ...this.sources([id])];
  }

  /**
   * Every stop where a claim touches something, each a button that goes there, the present one marked.
   * @param {string} id
   */
  uses(id) {
    const { context } = this.data.claims[id];
    const stops = this.claimUses.stops(id);
    const why = context ? [make("p", { class: "uses" }, say("claim.context", { why: context }))] : [];
    if (stops.length === 0) return why;
    const shown = stops.slice(0, STOPS);
    return [
      ...why,
      make("h3", {}, say("claim.stops")),
      make("ol", { class: "stops-driven" }, ...shown.map((stop) => this.stopRow(stop))),
      ...more(stops.length - shown.length, "evidence.moreStops"),
    ];
  }

  stopRow({ reading, phase, phaseIndex, items, more: rest }) {
    const now = this.act.momentOf({});
    const here = reading.id === now.reading.id && phaseIndex === now.phaseIndex;
    const go = make("button", { type: "button", class: "go", ...(here ? { "aria-current": "true" } : {}) },
      `${phase.label} · ${reading.label}`, ...(here ? [" ", make("span", { class: "here" }, say("claim.now"))] : []));
    go.addEventListener("click", () => this.act.goTo(reading.id, phaseIndex));
    const lines = Object.entries(ROLES).map(([role, words]) => this.roleLine(role, words, items)).filter(Boolean);
    return make("li", { "data-stop": `${reading.id} ${phase.id}` }, go, ...lines, ...more(rest, "evidence.moreBases"));
  }

  roleLine(role, words, items) {
    const own = items.filter((item) => item[1] === role);
    if (own.length === 0) return null;
    const named = own.map(([subject, , text]) =>
      make("span", { "data-drives": subjectKey(subject), "data-role": role }, text),
    );
    return make(
      "p",
      { class: role === "contests" ? "caution" : "" },
      make("b", {}, say("roles.line", { role: say(words) })),
      ...named.flatMap((name, index) => (index === 0 ? [name] : ["; ", name])),
    );
  }

  /** The claims something stands on; where others contest it, both sides beside one another. */
  claims({ claims, contestedBy }, shown) {
    const stands = claims.length > 0 ? claims.map((id) => this.card(id)) : [make("p", {}, say("evidence.noClaim"))];
    const sources = this.sources([...claims, ...contestedBy]);
    if (contestedBy.length === 0)
      return [...(claims.length > 0 ? [make("h3", {}, say("evidence.stands"))] : []), ...stands, ...sources];
    return [
      make(
        "div",
        { class: "sides" },
        make(
          "section",
          {},
          make("h3", {}, say("evidence.shown")),
          make("div", { class: "side-shown" }, shown),
          ...stands,
        ),
        make(
          "section",
          {},
          make("h3", { class: "caution" }, say("evidence.contested")),
          ...contestedBy.map((id) => this.card(id)),
        ),
      ),
      ...sources,
    ];
  }

  /** The sources of some claims in full, each once. @param {string[]} claims */
  sources(claims) {
    const ids = [...new Set(claims.map((id) => this.data.claims[id].source))];
    return ids.map((id) =>
      make("p", { class: "source" }, say("evidence.source", { reference: this.data.sources[id].reference })),
    );
  }

  /** A claim's id; a way to the claim itself where another subject is open. @param {string} id */
  claimLink(id) {
    if (this.subject.claim === id) return make("b", { class: "card-id" }, id);
    const link = make("button", { type: "button", class: "chip", "aria-label": say("claim.link", { claim: id }) }, id);
    return leadsTo(link, { claim: id }, (subject) => this.open(subject));
  }

  basisWords({ basis, contestedBy }) {
    const words = basis
      ? [this.reference.word("basis", basis, basis === "assumed" ? say("basis.assumed") : basis)]
      : [];
    if (contestedBy.length > 0) words.push(this.reference.word("basis", "contested", say("caution.contested")));
    return make("span", { class: "basis" }, ...words.flatMap((word, index) => (index === 0 ? [word] : [" · ", word])));
  }

  /** @param {string} id */
  card(id) {
    const { paraphrase, wording, saidBy, standing, where, source } = this.data.claims[id];
    const words = wording ? [make("dt", {}, say("claim.wording")), make("dd", { class: "quote" }, wording)] : [];
    return make("article", { class: "card" },
      make("p", {}, this.claimLink(id), " ", paraphrase),
      make(
        "dl",
        {},
        ...words,
        make("dt", {}, say("claim.saidBy")),
        make("dd", {}, saidBy),
        make("dt", {}, say("claim.standing")),
        make("dd", {}, this.reference.word("standing", standing, standing)),
        make("dt", {}, say("claim.where")),
        make("dd", {}, `${this.data.sources[source].dated}, ${where}`),
      ),
    );
  }
}

function contestedAttribute({ contestedBy }) {
  return contestedBy.length > 0 ? { "data-contested": "" } : {};
}

function figureOf({ label }) {
  return make("strong", { class: "figure" }, label);
}

/** What is left out of a list, in the words of a key of the catalogue. */
function more(count, key) {
  return count > 0 ? [make("p", { class: "rest" }, say(key, { count: count.toLocaleString("en") }))] : [];
}

function notes({ note, basis }) {
  return note ? [make("p", { class: basis === "assumed" ? "caution" : "" }, note)] : [];
}
