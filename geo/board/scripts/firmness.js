// What has to be said of a figure or a status beside it: contested, assumed, derived.

import { make } from "./dom.js";
import { say } from "./words.js";

/** What a figure's firmness asks to be said beside it: assumed, contested, both, or nothing. */
export function cautionOf({ contestedBy, basis }) {
  const isAssumed = basis === "assumed";
  if (contestedBy.length > 0) return isAssumed ? "both" : "contested";
  return isAssumed ? "assumed" : "";
}

/** Bases of a status that are said, by the key of their words. */
const BASES_SAID = new Map([["derived", "basis.derived"], ["assumed", "caution.assumed"]]);

export const basisSaid = ({ basis }) => (BASES_SAID.has(basis) ? say(BASES_SAID.get(basis)) : "");

export const caution = (text) => make("span", { class: "caution" }, text);
