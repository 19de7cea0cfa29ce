// Base marks: shape, fill and word tell a status, never colour alone. Few bases are DOM, many are drawn on canvas.

/** Up to this many bases each is an element that takes focus and carries its label. */
const DOM_BASES = 60;
/** Least radius of the area of a place known only so far, px at 16 px type: clear of the mark in its middle. */
const AREA_LEAST_PX = 21;
/** Length of the equator, m (WGS 84): the width of Leaflet's world at zoom 0, 256 px. */
const EQUATOR_M = 40_075_017;
/** Radius of a mark drawn on canvas, px, and what that is of the marks' own grid. */
const DOT_RADIUS = 6;
const DOT_SCALE = 0.64;

/** How much of a mark drawn on canvas is left while others are lit. */
const DIM_ALPHA = 0.65;

/** The mark of a status as SVG, of the shapes of the data; the style sheet shows the diamond where it is contested. */
function markSvg(marks, status) {
  return fillMark(markFrame({ x: 0, y: 0 }), marks, status);
}

/** Draws the mark of a status into an SVG; without one it is left empty. */
function fillMark(svg, { halo, statuses, contested }, status) {
  const shapes = status === undefined ? [] : [shapeSvg(halo, "shape-halo"), ...statuses[status].map((shape) => shapeSvg(shape))];
  svg.replaceChildren(...shapes, contestedSvg(contested, { class: "shape-contested" }));
  return svg;
}

/** The diamond that marks what is contested, alone, for the legend. */
function contestedMark({ contested }) {
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
    makeSvg("circle", { cx: x, cy: y, r: size, "stroke-width": width, ...(dashes.length > 0 ? { "stroke-dasharray": dashes.join(" ") } : {}) }),
  diamond: ({ x, y, size }) => makeSvg("path", { d: `M${x} ${y - size}L${x + size} ${y}L${x} ${y + size}L${x - size} ${y}Z` }),
  query: ({ x, y, size }) => makeSvg("text", { x, y, "font-size": `${size}px`, "font-weight": 800, "text-anchor": "middle" }, "?"),
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
class Sprites {
  constructor(marks, palette) {
    this.marks = marks;
    this.ground = { ...marks.halo, size: DOT_RADIUS / DOT_SCALE, opacity: 1 }; // no wider, where many lie side by side
    this.size = 2 * DOT_RADIUS + 8;
    this.recolour(palette);
  }

  recolour(palette) {
    this.palette = palette;
    this.drawn = new Map();
  }

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

/** A circle marker that stamps the sprite of its look on Leaflet's canvas. */
const Dot = L.CircleMarker.extend({
  _updatePath() {
    const renderer = this._renderer;
    if (!renderer._drawing || this._empty()) return;
    const { sprites, look, lit } = this.options;
    const { x, y } = this._point;
    const pen = renderer._ctx;
    pen.globalAlpha = lit === "dim" ? DIM_ALPHA : 1;
    pen.drawImage(sprites.of(look), x - sprites.size / 2, y - sprites.size / 2, sprites.size, sprites.size);
    pen.globalAlpha = 1;
    if (lit && lit !== "dim") sprites.ringAround(pen, x, y, lit);
  },
});

/** The layer of marks on the map; `show` touches only the marks whose look changes. */
class Marks {
  /** @param places the GeoJSON layer that Folium made, not on the map itself: one point a base, property `i` its index. */
  constructor(map, places, data, onOpen) {
    this.map = map;
    this.data = data;
    this.palette = data.palettes[document.documentElement.dataset.theme ?? "light"];
    this.onOpen = onOpen;
    this.looks = data.cells.map(({ status, contestedBy }) => `${status}|${contestedBy.length > 0 ? "contested" : ""}`);
    this.few = data.bases.length <= DOM_BASES;
    this.said = [];
    this.shown = new Int32Array(data.bases.length).fill(-1);
    this.points = new Array(data.bases.length);
    places.eachLayer((layer) => { this.points[layer.feature.properties.i] = layer.getLatLng(); });
    this.names = "en";
    this.areas = [];
    this.markers = this.few ? this.buttons() : this.dots();
  }

  buttons() {
    return this.data.bases.map((base, index) => {
      const button = make("button", { type: "button", class: "mark", "data-base": base.id, "data-precision": base.precision }, markSvg(this.data.marks));
      const icon = L.divIcon({ className: "mark-anchor", html: button, iconSize: [0, 0] });
      const marker = L.marker(this.points[index], { icon, pane: "marks", keyboard: false }).addTo(this.map);
      marker.getElement().removeAttribute("tabindex");
      opens(button, { base: index }, this.onOpen);
      this.addArea(base, this.points[index]);
      return button;
    });
  }

  /** A place known only as a city is a soft area of that size, not a pinpoint. */
  addArea(base, point) {
    const radiusKm = this.data.areaRadiusKm[base.precision];
    if (radiusKm === 0) return;
    const line = { color: this.palette.gone, weight: remPx() / 13, opacity: 0.8, dashArray: "3 3", fillOpacity: 0.06 };
    const circle = L.circle(point, { ...line, radius: 1000 * radiusKm, pane: "areas", interactive: false });
    this.areas.push({ circle: circle.addTo(this.map), radiusKm });
  }

  /** Keeps every area in its true size, but never so small that its mark hides it. */
  fitAreas() {
    const leastPx = (AREA_LEAST_PX * remPx()) / 16;
    for (const { circle, radiusKm } of this.areas) {
      const metresAPx = (EQUATOR_M * Math.cos((circle.getLatLng().lat * Math.PI) / 180)) / (256 * 2 ** this.map.getZoom());
      circle.setRadius(Math.max(1000 * radiusKm, leastPx * metresAPx));
    }
  }

  dots() {
    const sprites = new Sprites(this.data.marks, this.palette);
    const renderer = L.canvas({ pane: "marks", padding: 0 });
    this.sprites = sprites;
    const options = { sprites, renderer, pane: "marks", radius: DOT_RADIUS, look: "not_stated|" };
    const layer = L.featureGroup(this.points.map((point) => new Dot(point, options))).addTo(this.map);
    const markers = layer.getLayers();
    const indices = new Map(markers.map((marker, index) => [marker, index]));
    layer.on("click", ({ propagatedFrom }) => this.onOpen({ base: indices.get(propagatedFrom) }));
    layer.bindTooltip((marker) => this.tip(indices.get(marker)), { sticky: true });
    this.data.bases.forEach((base, index) => this.addArea(base, this.points[index]));
    return markers;
  }

  /** Shows a posture; returns the indices of the bases whose mark looks different now (all of them the first time). */
  show({ cells }) {
    const moved = [];
    for (let index = 0; index < cells.length; index += 1) {
      const [before, now] = [this.shown[index], cells[index]];
      if (before === now) continue;
      this.shown[index] = now;
      if (before >= 0 && this.looks[before] === this.looks[now]) continue;
      this.paint(index, this.data.cells[now], this.looks[now]);
      moved.push(index);
    }
    return moved;
  }

  /** Draws bases on canvas with pictures of the statuses instead of the board's own marks; null brings those back. */
  usePictures(pictures) {
    this.sprites.pictures = pictures;
    this.sprites.drawn.clear();
    for (const marker of this.markers) marker.redraw();
  }

  paint(index, cell, look) {
    if (!this.few) {
      this.markers[index].setStyle({ look });
      return;
    }
    const button = this.markers[index];
    button.dataset.status = cell.status;
    fillMark(button.firstChild, this.data.marks, cell.status);
    button.toggleAttribute("data-contested", cell.contestedBy.length > 0);
    this.nameMark(index);
  }

  /** Says beside what stands at a base what is compared there; nothing when the words are empty. */
  tell(index, words) {
    if ((this.said[index] ?? "") === words) return;
    this.said[index] = words;
    if (this.few) this.nameMark(index);
  }

  nameMark(index) {
    this.markers[index].setAttribute("aria-label", say("marks.label", { name: this.data.bases[index].name, status: this.words(index) }));
  }

  words(index) {
    const said = this.said[index] ? ` · ${this.said[index]}` : "";
    return `${this.wording(this.data.cells[this.shown[index]])}${said}`;
  }

  /** Lights bases drawn on canvas by their role (by index), dims the others; null lights and dims none. */
  light(roles) {
    if (this.few) return;
    this.markers.forEach((marker, index) => {
      const lit = roles === null ? undefined : roles.get(index) ?? "dim";
      if (marker.options.lit !== lit) marker.setStyle({ lit });
    });
  }

  tip(index) {
    return make("span", {}, ...nameParts(this.data.bases[index], this.names), `: ${this.words(index)}`);
  }

  wording(cell) {
    const word = this.data.statusWords[cell.status];
    return cell.contestedBy.length > 0 ? say("status.contested", { status: word }) : word;
  }

  /** Takes the colours of another theme for what is painted on canvas; the style sheet colours the rest. */
  recolour(palette) {
    this.palette = palette;
    for (const { circle } of this.areas) circle.setStyle({ color: palette.gone });
    if (this.few) return;
    this.sprites.recolour(palette);
    for (const marker of this.markers) marker.redraw();
  }

  /** Draws the eye to what changed, once. */
  emphasise(indices) {
    if (!this.few) return;
    for (const index of indices) {
      const button = this.markers[index];
      button.classList.remove("changed");
      void button.offsetWidth;
      button.classList.add("changed");
    }
  }
}
