// Passes on to the board where the page wants its slider, once for each time it wants it somewhere.

export default function steer({ data }) {
  if (data.phase !== null) window.dispatchEvent(new CustomEvent("board:steer", { detail: { phase: data.phase } }));
}
