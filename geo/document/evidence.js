// The panel that answers a sceptic: what stands, on which claims, who says so, where in which source.

class Evidence {
  /** @param current gives phase, reading and posture as they are now; @param pointOf the place of a base by index. */
  constructor(data, current, pointOf) {
    this.data = data;
    this.pointOf = pointOf;
    this.current = current;
    this.panel = byId("evidence");
    this.panel.addEventListener("close", () => this.opener?.focus());
  }

  /** Opens on a base (by index), a force or a claim (by id). */
  open(subject) {
    if (!this.panel.contains(document.activeElement)) this.opener = document.activeElement;
    this.subject = subject;
    this.draw();
    if (!this.panel.open) this.panel.show();
    this.panel.scrollTop = 0;
    this.panel.querySelector("button").focus();
  }

  close() {
    if (this.panel.open) this.panel.close();
  }

  /** Draws the open subject again, as the phase or reading may have moved on. */
  refresh() {
    if (this.panel.open && this.subject.claim === undefined) this.draw();
  }

  draw() {
    const { base, force, claim } = this.subject;
    const close = make("button", { type: "button", class: "close", "aria-label": "Close the evidence" }, "×");
    close.addEventListener("click", () => this.close());
    const body = base !== undefined ? this.ofBase(base) : force !== undefined ? this.ofForce(force) : this.ofClaim(claim);
    this.panel.replaceChildren(make("div", { class: "bar-top" }, body.shift(), close), ...body);
  }

  title(text, ...rest) {
    return make("h2", { id: "evidence-title" }, text, ...rest);
  }

  when() {
    const { phase, reading } = this.current();
    return make("p", { class: "when" }, `${phase.label} · ${phase.shown} · ${reading.label}`);
  }

  ofBase(index) {
    const base = this.data.bases[index];
    const cell = this.data.cells[this.current().posture.cells[index]];
    const arabic = base.nameAr ? [" ", isolated(base.nameAr, "ar")] : [];
    const word = make("span", { class: "base", "data-status": cell.status, ...contestedAttribute(cell) },
      markSvg(), make("strong", {}, this.data.statusWords[cell.status]));
    return [
      this.title(base.name, ...arabic), this.when(), make("p", { class: "finding" }, word, basisWords(cell)),
      ...notes(cell), make("p", { class: "place" }, this.placeOf(base, index)), ...this.claims(cell),
    ];
  }

  /** Where a base is, no finer than the place is known. */
  placeOf({ admin1, country, precision, source }, index) {
    const { lat, lng } = this.pointOf(index);
    const digits = this.data.coordinateDigits[precision];
    const position = `${degrees(lat, digits, "N", "S")}, ${degrees(lng, digits, "E", "W")}`;
    const known = precision === "site" ? "known as a site" : `known only as a ${precision}`;
    const countryName = this.data.countries.find(({ iso3 }) => iso3 === country)?.name ?? country;
    return `${admin1 ? `${admin1}, ` : ""}${countryName}; ${known}: ${position}. ${this.data.sources[source].reference}.`;
  }

  ofForce(id) {
    const force = this.data.forces.find((found) => found.id === id);
    const quantity = this.current().posture.forces[id];
    const members = force.members.length > 0
      ? [make("p", {}, `Among them, without a number each: ${force.members.join(", ")}.`)] : [];
    const arithmetic = quantity.arithmetic ? [make("p", { class: "arithmetic" }, quantity.arithmetic)] : [];
    const wording = quantity.wording ? [make("p", {}, `Wording: ${quantity.wording}`)] : [];
    return [
      this.title(force.label), this.when(),
      make("p", { class: "finding" }, make("strong", { class: "figure" }, quantity.label), basisWords(quantity)),
      ...arithmetic, ...wording, ...notes(quantity), ...members,
      ...quantity.rules.map((rule) => make("p", { class: "rule" }, rule)), ...this.claims(quantity),
    ];
  }

  ofClaim(id) {
    return [this.title(`Claim ${id}`), this.card(id), ...this.uses(id), ...this.sources([id])];
  }

  uses(id) {
    const { uses, useCount, silent } = this.data.claims[id];
    const context = silent ? "Context: it says what is not stated." : "Context: it drives no figure on the board.";
    if (uses.length === 0) return [make("p", { class: "uses" }, context)];
    const rest = useCount - uses.length;
    const listed = rest > 0 ? [...uses, `and ${rest.toLocaleString("en")} more`] : uses;
    return [make("h3", {}, "Drives"), make("ul", { class: "uses" }, ...listed.map((use) => make("li", {}, use)))];
  }

  claims({ claims, contestedBy }) {
    const stands = claims.length > 0 ? [make("h3", {}, "Stands on"), ...claims.map((id) => this.card(id))]
      : [make("p", {}, "No claim states a number or status here.")];
    const contests = contestedBy.length > 0
      ? [make("h3", { class: "caution" }, "Contested by"), ...contestedBy.map((id) => this.card(id))] : [];
    return [...stands, ...contests, ...this.sources([...claims, ...contestedBy])];
  }

  /** The sources of some claims in full, each once. */
  sources(claims) {
    const ids = [...new Set(claims.map((id) => this.data.claims[id].source))];
    return ids.map((id) => make("p", { class: "source" }, `Source: ${this.data.sources[id].reference}.`));
  }

  card(id) {
    const { paraphrase, wording, saidBy, standing, where, source } = this.data.claims[id];
    const words = wording ? [make("dt", {}, "Wording"), make("dd", { class: "quote" }, wording)] : [];
    return make("article", { class: "card" },
      make("p", {}, make("b", { class: "card-id" }, id), " ", paraphrase),
      make("dl", {}, ...words, make("dt", {}, "Said by"), make("dd", {}, saidBy), make("dt", {}, "Standing"), make("dd", {}, standing),
        make("dt", {}, "Where"), make("dd", {}, `${this.data.sources[source].dated}, ${where}`)));
  }
}

function degrees(value, digits, positive, negative) {
  return `${Math.abs(value).toFixed(digits)}° ${value < 0 ? negative : positive}`;
}

function contestedAttribute({ contestedBy }) {
  return contestedBy.length > 0 ? { "data-contested": "" } : {};
}

function basisWords({ basis, contestedBy }) {
  const words = [basis === "assumed" ? "derived on an assumption" : basis, contestedBy.length > 0 ? "contested" : ""];
  return make("span", { class: "basis" }, words.filter(Boolean).join(" · "));
}

function notes({ note, basis }) {
  return note ? [make("p", { class: basis === "assumed" ? "caution" : "" }, note)] : [];
}
