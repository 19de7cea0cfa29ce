// The marks of statuses, drawn from the table of shapes in the data: as SVG, and as small pictures for a canvas.

import { filled, make, makeSvg } from "./dom.js";

/** Radius of a mark drawn on canvas, px, and what that is of the marks' own grid. */
export const DOT_RADIUS = 6;
const DOT_SCALE = 0.64;

/**
 * The mark of a status as SVG, of the shapes of the data; the style sheet shows the diamond where it is contested.
 * @param {MarkTable} marks @param {string} [status]
 */
export function markSvg(marks, status) {
  return fillMark(markFrame({ x: 0, y: 0 }), marks, status);
}

/** Draws the mark of a status into an SVG; without one it is left empty. */
export function fillMark(svg, { halo, statuses, contested }, status) {
  const shapes =
    status === undefined ? [] : [shapeSvg(halo, "shape-halo"), ...statuses[status].map((shape) => shapeSvg(shape))];
  svg.replaceChildren(...shapes, contestedSvg(contested, { class: "shape-contested" }));
  return svg;
}

/** The diamond that marks what is contested, alone, for the legend. */
export function contestedMark({ contested }) {
  const svg = markFrame(contested[0]);
  svg.append(contestedSvg(contested, {}));
  return svg;
}

const contestedSvg = (shapes, attributes) => makeSvg("g", attributes, ...shapes.map((shape) => shapeSvg(shape)));

/** An SVG as large as a mark, its middle at a place of the marks' grid. */
function markFrame({ x, y }) {
  return makeSvg("svg", { class: "mark-shape", viewBox: `${x - 12} ${y - 12} 24 24`, "aria-hidden": "true" });
}

/** One shape of a mark as an element of SVG, in the colour of its role. */
function shapeSvg({ form, role, opacity, ...shape }, name = `shape-${form}`) {
  const colour = form === "ring" ? { fill: "none", stroke: `var(--${role})` } : { fill: `var(--${role})` };
  const element = SVG_FORMS[form](shape);
  return filled(element, { class: name, ...colour, ...(opacity < 1 ? { opacity } : {}) }, []);
}

/** What makes each form as SVG. */
const SVG_FORMS = {
  disc: ({ x, y, size }) => makeSvg("circle", { cx: x, cy: y, r: size }),
  half: ({ x, y, size }) => makeSvg("path", { d: `M${x} ${y - size}A${size} ${size} 0 0 0 ${x} ${y + size}Z` }),
  ring: ({ x, y, size, width, dashes }) =>
    makeSvg("circle", {
      cx: x,
      cy: y,
      r: size,
      "stroke-width": width,
      ...(dashes.length > 0 ? { "stroke-dasharray": dashes.join(" ") } : {}),
    }),
  diamond: ({ x, y, size }) =>
    makeSvg("path", { d: `M${x} ${y - size}L${x + size} ${y}L${x} ${y + size}L${x - size} ${y}Z` }),
  query: ({ x, y, size }) =>
    makeSvg("text", { x, y, "font-size": `${size}px`, "font-weight": 800, "text-anchor": "middle" }, "?"),
};

/** What draws each form on canvas, alike to `SVG_FORMS`. */
const CANVAS_FORMS = {
  disc: (pen, { x, y, size }) => { pen.arc(x, y, size, 0, 2 * Math.PI); pen.fill(); },
  half: (pen, { x, y, size }) => { pen.arc(x, y, size, Math.PI / 2, -Math.PI / 2); pen.fill(); },
  ring: (pen, { x, y, size, width, dashes }) => {
    pen.setLineDash(dashes);
    pen.lineWidth = width;
    pen.arc(x, y, size, 0, 2 * Math.PI);
    pen.stroke();
  },
  diamond: (pen, { x, y, size }) => {
    for (const [dx, dy] of [[0, -size], [size, 0], [0, size], [-size, 0]]) pen.lineTo(x + dx, y + dy);
    pen.fill();
  },
  query: (pen, { x, y, size }) => {
    pen.font = ["bold", `${size}px`, "sans-serif"].join(" ");
    pen.textAlign = "center";
    pen.fillText("?", x, y);
  },
};

/** One small picture a look, drawn once and stamped for every base that has it. */
export class Sprites {
  /** @param {MarkTable} marks @param {Palette} palette */
  constructor(marks, palette) {
    this.marks = marks;
    this.ground = { ...marks.halo, size: DOT_RADIUS / DOT_SCALE, opacity: 1 }; // no wider, where many lie side by side
    this.size = 2 * DOT_RADIUS + 8;
    /** @type {Record<string, HTMLImageElement> | null} */
    this.pictures = null; // what is drawn instead of the marks, by status
    this.recolour(palette);
  }

  /** @param {Palette} palette */
  recolour(palette) {
    this.palette = palette;
    this.drawn = new Map();
  }

  /** @param {string} look */
  of(look) {
    if (!this.drawn.has(look)) this.drawn.set(look, this.draw(...look.split("|")));
    return this.drawn.get(look);
  }

  draw(status, contested) {
    const sprite = make("canvas", { width: 2 * this.size, height: 2 * this.size });
    const pen = sprite.getContext("2d");
    pen.scale(2, 2);
    pen.translate(this.size / 2, this.size / 2);
    if (this.pictures) this.drawPicture(pen, this.pictures[status]);
    pen.scale(DOT_SCALE, DOT_SCALE);
    if (!this.pictures) this.drawShapes(pen, [this.ground, ...this.marks.statuses[status]]);
    if (contested) this.drawShapes(pen, this.marks.contested);
    return sprite;
  }

  drawPicture(pen, picture) {
    const height = (this.size * picture.naturalHeight) / picture.naturalWidth;
    pen.drawImage(picture, -this.size / 2, -height / 2, this.size, height);
  }

  drawShapes(pen, shapes) {
    for (const { form, role, opacity, ...shape } of shapes) {
      pen.fillStyle = pen.strokeStyle = this.palette[role];
      pen.globalAlpha = opacity;
      pen.beginPath();
      CANVAS_FORMS[form](pen, shape);
    }
  }

  /** The ring of a base that the open claim drives. */
  ringAround(pen, x, y, role) {
    pen.beginPath();
    pen.arc(x, y, DOT_RADIUS + 2.5, 0, 2 * Math.PI);
    pen.lineWidth = 2;
    pen.strokeStyle = role === "contests" ? this.palette.assumption : this.palette.ink;
    pen.stroke();
  }
}
