// The words of the document. They stand in one catalogue, `geo/document/text`, which the build puts before this script.

/** A text of the catalogue, its `{places}` filled: `say("find.more", { count: "12" })`. */
function say(key, values = {}) {
  return WORDS[key].replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}
