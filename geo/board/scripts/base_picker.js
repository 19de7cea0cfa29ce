// Finds a base by name as it is typed: a combobox over names, labels and Arabic names.

import { isolated, make, setText } from "./dom.js";
import { say } from "./words.js";

/** Most bases listed at once. */
const PICKS_LISTED = 7;

/**
 * A text as it is searched: without case, accents, Arabic vowel marks, punctuation; one form of alef, yeh and heh.
 * @param {string} text
 */
function searchable(text) {
  const bare = text.normalize("NFKD").replace(/[\p{M}\u0640]/gu, "").toLowerCase();
  return bare.replace(/ى/g, "ي").replace(/ة/g, "ه").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

export class BasePicker {
  /** @param label what the field is called; @param onPick gets the index of the base that is picked. */
  constructor(id, label, bases, onPick, onLeave) {
    this.id = id;
    this.bases = bases;
    this.onPick = onPick;
    this.onLeave = onLeave;
    /** @type {number[]} */
    this.found = [];
    this.active = -1;
    /** @type {string[] | undefined} */
    this.searched = undefined;
    const attributes = {
      role: "combobox",
      "aria-expanded": "false",
      "aria-controls": `${id}-list`,
      "aria-autocomplete": "list",
    };
    this.input = make("input", {
      type: "text",
      id,
      autocomplete: "off",
      spellcheck: "false",
      dir: "auto",
      ...attributes,
    });
    this.list = make("ul", { id: `${id}-list`, role: "listbox", "aria-label": label, hidden: "" });
    this.more = make("p", { class: "rest", role: "status" });
    this.element = make(
      "div",
      { class: "picker" },
      make("label", { for: id }, label),
      this.input,
      this.list,
      this.more,
    );
    this.input.addEventListener("input", () => this.search());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("blur", () => this.fold());
  }

  /** What is searched of every base, made when it is first asked for. */
  names() {
    this.searched ??= this.bases.map(({ name, label, nameAr = "" }) => ` ${searchable(`${label} ${name} ${nameAr}`)}`);
    return this.searched;
  }

  search() {
    const words = searchable(this.input.value).split(" ").filter(Boolean);
    const names = this.names();
    const hits =
      words.length === 0
        ? []
        : [...names.keys()].filter((index) => words.every((word) => names[index].includes(` ${word}`)));
    const starts = ` ${words.join(" ")}`;
    const rank = (index) => Number(!names[index].startsWith(starts));
    this.found = hits.sort((a, b) => rank(a) - rank(b) || a - b).slice(0, PICKS_LISTED);
    this.draw(hits.length, words.length > 0);
  }

  draw(count, asked) {
    this.list.replaceChildren(...this.found.map((index, place) => this.option(index, place)));
    this.list.hidden = this.found.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    const rest = count - this.found.length;
    setText(
      this.more,
      asked && count === 0 ? say("find.none") : rest > 0 ? say("find.more", { count: rest.toLocaleString("en") }) : "",
    );
    this.activate(this.found.length > 0 ? 0 : -1);
  }

  option(index, place) {
    const { name, nameAr } = this.bases[index];
    const arabic = nameAr ? [" ", isolated(nameAr, "ar")] : [];
    const option = make("li", { role: "option", id: `${this.id}-${place}` }, name, ...arabic);
    option.addEventListener("pointerdown", (event) => event.preventDefault());
    option.addEventListener("click", () => this.pick(index));
    return option;
  }

  activate(place) {
    this.active = place;
    [...this.list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    if (place < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.id}-${place}`);
  }

  press(event) {
    const count = this.found.length;
    const acts = {
      ArrowDown: () => count > 0 && this.activate((this.active + 1) % count),
      ArrowUp: () => count > 0 && this.activate((this.active + count - 1) % count),
      Enter: () => this.active >= 0 && this.pick(this.found[this.active]),
      Escape: () => (this.list.hidden ? this.onLeave() : this.fold()),
    };
    if (!(event.key in acts)) return;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
  }

  /** @param {number} index */
  pick(index) {
    this.input.value = "";
    this.fold();
    this.onPick(index);
  }

  fold() {
    this.found = [];
    this.draw(0, false);
  }
}
