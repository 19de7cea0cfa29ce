// What the panel holds to look things up in: the coverage of the sources and the glossary.

import { make } from "./dom.js";
import { leadsTo } from "./evidence_links.js";
import { say } from "./words.js";

export class ReferencePages {
  /** @param {BoardData} data @param {OnOpen} onOpen */
  constructor(data, onOpen) {
    this.data = data;
    this.onOpen = onOpen;
  }

  /** A word that leads to its meaning. @param {string} chapter @param {string} id @param {string} text */
  word(chapter, id, text) {
    return leadsTo(
      make("button", { type: "button", class: "word", title: this.meaning(chapter, id) }, text),
      { term: `${chapter}/${id}` },
      this.onOpen,
    );
  }

  /** @param {string} chapter @param {string} id */
  meaning(chapter, id) {
    const { terms } = this.data.glossary.find((found) => found.id === chapter);
    return terms.find((term) => term.id === id)?.says ?? "";
  }

  /** Every word with its meaning; the one asked for, as "basis/derived", is marked. */
  glossary(asked) {
    return [
      [say("foot.glossary")],
      ...this.data.glossary.flatMap(({ id: chapter, title, terms }) => [
        make("h3", {}, title),
        make(
          "dl",
          { class: "glossary", "data-chapter": chapter },
          ...terms.flatMap((term) => this.term(term, asked === `${chapter}/${term.id}`)),
        ),
      ]),
    ];
  }

  term({ id, word, says }, asked) {
    return [
      make("dt", { "data-term": id, ...(asked ? { "aria-current": "location" } : {}) }, word),
      make("dd", {}, says),
    ];
  }

  /** Every paragraph of every source in order, its claims, and what each drives or why it is context. */
  coverage() {
    return [
      [say("coverage.title")],
      ...this.data.coverage.flatMap((covered) => this.source(covered)),
      this.toGlossary(),
    ];
  }

  source({ source, passages, elsewhere }) {
    const claims = new Set([...passages, ...elsewhere].flatMap((passage) => passage.claims));
    const gaps = passages.filter((passage) => passage.claims.length === 0).map(({ where }) => where);
    const told =
      passages.length === 0
        ? say("coverage.none")
        : gaps.length > 0
          ? say("coverage.gaps", { gaps: gaps.join(", ") })
          : say("coverage.whole", { last: passages.at(-1).where });
    return [
      make("p", { class: "source" }, `${this.data.sources[source].reference}.`),
      make("p", { class: "coverage-told" }, say("coverage.told", { count: claims.size.toLocaleString("en"), told })),
      make("ol", { class: "coverage" }, ...[...passages, ...elsewhere].map((passage) => this.passage(passage)))];
  }

  passage({ where, claims }) {
    const lines =
      claims.length > 0
        ? claims.flatMap((id) => this.claimLine(id))
        : [make("p", { class: "caution" }, say("coverage.gap"))];
    return make(
      "li",
      { "data-where": where, ...(claims.length > 0 ? {} : { class: "gap" }) },
      make("b", {}, where),
      make("div", {}, ...lines),
    );
  }

  /** @param {string} id */
  claimLine(id) {
    const { paraphrase, uses, useCount, context } = this.data.claims[id];
    const chip = make("button", { type: "button", class: "chip", "aria-label": say("claim.link", { claim: id }) }, id);
    const rest =
      useCount > uses.length ? [say("changes.more", { count: (useCount - uses.length).toLocaleString("en") })] : [];
    const role = context
      ? [make("p", { class: "context" }, say("claim.context", { why: context }))]
      : [
          make("p", { class: "driven" }, make("b", {}, say("roles.drives"))),
          make("ul", {}, ...[...uses, ...rest].map((use) => make("li", {}, use))),
        ];
    return [make("p", {}, leadsTo(chip, { claim: id }, this.onOpen), " ", paraphrase), ...role];
  }

  toGlossary() {
    const link = make("button", { type: "button", class: "plain" }, say("foot.glossary"));
    return make("p", { class: "links" }, leadsTo(link, { book: "glossary" }, this.onOpen));
  }
}
