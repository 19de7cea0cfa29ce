// The words of the document. They are in one catalogue, `geo/words`, which the build hands in as a module.

import { WORDS } from "./catalogue.js";

/**
 * A text of the catalogue, its `{places}` filled: `say("find.more", { count: "12" })`. A text of two parts, with " | "
 * between them, has the first for a count of 1.
 * @param {string} key @param {Record<string, string>} [values]
 */
export function say(key, values = {}) {
  const [one, many = one] = WORDS[key].split(" | ");
  return (values.count === "1" ? one : many).replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}
