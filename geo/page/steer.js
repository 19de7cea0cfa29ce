// Passes on to the board where the page wants its slider, once for each time it wants it somewhere.

/** Number of the last wish passed on; a server that starts again counts from nought. */
let last = Infinity;

export default function steer({ data: { number, phase } }) {
  if (number > last) window.dispatchEvent(new CustomEvent("board:steer", { detail: { phase } }));
  last = number;
}
