// The words of the document. They are in one catalogue, `geo/words`, which the build hands in as a module.

import { WORDS } from "./catalogue.js";

/** A text of the catalogue, its `{places}` filled: `say("find.more", { count: "12" })`. */
export function say(key, values = {}) {
  return WORDS[key].replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}
