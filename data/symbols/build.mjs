// Builds the military symbols of the four statuses with milsymbol. Run by maintainers:
//   npm install --no-save milsymbol@3.0.4 && node build.mjs
// The frame and the sign of a base are the standard's. How full the frame is, and "?", are ours: see README.md.

import { writeFileSync } from "node:fs";
import ms from "milsymbol";

/** MIL-STD-2525D / APP-6D: reality, friend, land installation, present; entity 120802, military base. */
const SIDC = "10032000001208020000";
/** The frame of a friendly installation as milsymbol draws it, and the left half within it. */
const FRAME = "M25,50 l150,0 0,100 -150,0 z";
const LEFT_HALF = "M27,52 l73,0 0,96 -73,0 z";
const FRIEND = "rgb(128,224,255)";
/** The grey of what is gone or not stated, `gone` in geo/style.py. */
const GONE = "#434c57";

/** The sign of a base; its lines are drawn as thick as the frame's, for the symbol is shown small. */
const SIGN = /<path d="m 75,85[^>]*><\/path>/g;

const drawn = new ms.Symbol(SIDC, { size: 100, strokeWidth: 9, outlineWidth: 5, outlineColor: "white" }).asSVG();
const standard = drawn.replace(SIGN, (sign) => sign.replace('stroke-width="3"', 'stroke-width="7"'));
if (!standard.includes(FRAME) || !standard.includes(FRIEND) || !SIGN.test(standard)) throw new Error("milsymbol draws another frame than this script knows");

const empty = standard.replaceAll(FRIEND, "white");
const grey = empty.replaceAll('"black"', `"${GONE}"`);
const half = `<path d="${LEFT_HALF}" stroke="none" fill="${FRIEND}"></path>`;
const query = `<path d="M84,88 q0,-16 16,-16 q17,0 17,15 q0,11 -12,16 q-5,3 -5,10 M100,124 l0,8" stroke="${GONE}" stroke-width="9" fill="none"></path>`;

const symbols = {
  present: standard,
  reduced: empty.replace(SIGN, (sign) => half + sign),
  vacated: grey,
  not_stated: grey.replace(SIGN, "").replace("</svg>", `${query}</svg>`),
};
for (const [status, svg] of Object.entries(symbols)) writeFileSync(new URL(`${status}.svg`, import.meta.url), `${svg}\n`);
