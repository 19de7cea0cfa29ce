// Types of the board's data block, which geo/board/data.py writes, and of what the scripts make of it.

type Theme = "light" | "dark";
type Precision = "site" | "city" | "province";
/** west, south, east, north in degrees */
type Edges = [number, number, number, number];
type Palette = Record<string, string>;

interface Shape {
  form: "disc" | "half" | "ring" | "diamond" | "query";
  role: string;
  size: number;
  x: number;
  y: number;
  width: number;
  dashes: number[];
  opacity: number;
}

interface MarkTable {
  halo: Shape;
  statuses: Record<string, Shape[]>;
  contested: Shape[];
}

/** What something rests on, and what speaks against it. */
interface Claimed {
  claims: string[];
  contestedBy: string[];
}

interface Cell extends Claimed {
  status: string;
  basis: string | null;
  note: string;
}

interface Quantity extends Claimed {
  kind: string;
  /** bounds as written, of what is derived rounded outward; null for none */
  writtenLow: number | null;
  writtenHigh: number | null;
  label: string;
  wording: string;
  arithmetic: string;
  rules: string[];
  basis: string | null;
  note: string;
  noteParts: [string, boolean][];
}

interface Change extends Claimed {
  text: string;
  phase?: Phase;
}

interface Changes {
  changes: Change[];
  changeCount: number;
}

/** What changes at a phase: `[base, cell]` by their numbers, and figures by force. */
interface Step extends Changes {
  statuses: [number, number][];
  quantities: Record<string, Quantity>;
}

interface Headline {
  text: string;
  claims: string[];
}

interface Phase {
  id: string;
  label: string;
  shown: string;
  claims: string[];
  headlines: Record<string, Headline>;
}

interface Reading {
  id: string;
  label: string;
  summary: string;
}

interface Force {
  id: string;
  label: string;
  short: string;
  country: string;
  members: string[];
}

interface Base {
  id: string;
  name: string;
  label: string;
  nameAr?: string;
  admin1?: string;
  country: string;
  precision: Precision;
  source: string;
  /** rings of longitude and latitude, where the base is given as an area */
  outline?: [number, number][][];
}

interface Country {
  iso3: string;
  name: string;
  /** 2 for the largest to 7 */
  rank: number;
  /** coarse outline of what is in the window, as longitude and latitude */
  rings: [number, number][][];
  /** longitude and latitude, the best place for its name first */
  places: [number, number][];
  focus: boolean;
  needed: boolean;
}

interface Town {
  name: string;
  lon: number;
  lat: number;
  /** 0 for the most important to 10 */
  rank: number;
}

interface Water {
  name: string;
  lon: number;
  lat: number;
  rank: number;
  kind: "sea" | "lake" | "river";
  /** how far a river's name is turned, degrees clockwise; 0 for the others */
  angle: number;
}

interface Province {
  name: string;
  lon: number;
  lat: number;
}

interface Claim {
  source: string;
  where: string;
  saidBy: string;
  standing: string;
  wording: string;
  paraphrase: string;
  uses: string[];
  useCount: number;
  context: string;
}

interface Passage {
  where: string;
  claims: string[];
}

interface Covered {
  source: string;
  passages: Passage[];
  elsewhere: Passage[];
}

interface Term {
  id: string;
  word: string;
  says: string;
}

interface Chapter {
  id: string;
  title: string;
  terms: Term[];
}

interface ViewBox {
  west: number;
  south: number;
  east: number;
  north: number;
}

interface BoardData {
  id: string;
  title: string;
  marking: string;
  markingColour: string;
  markingInk: string;
  asOf: string;
  start: { reading: string; phase: string; compare?: string; view?: ViewBox };
  view: ViewBox;
  source: string;
  credit: string;
  rules: string[];
  ruleClaims: string[][];
  coverage: Covered[];
  glossary: Chapter[];
  palettes: Record<string, Palette>;
  dwellMs: number;
  /** the whole earth with the home view in its middle */
  world: Edges;
  /** shade of the land as a picture, and the box it covers; null where all is sea */
  relief: { url: string; window: Edges } | null;
  /** land of the wider region as a path of SVG in degrees, y down; null for a wide view */
  inset: { box: Edges; path: string } | null;
  /** km and digits, by how closely a place is known */
  precisions: Record<Precision, { radiusKm: number; knownKm: number; digits: number; gridDigits: number }>;
  changesListed: number;
  marks: MarkTable;
  statusWords: Record<string, string>;
  basesNamed: number;
  basesListed: number;
  softArea: { least: number, fill: number, edge: number, width: number, dash: number };
  scaleTop: number;
  noData: Quantity;
  sources: Record<string, { dated: string; reference: string }>;
  claims: Record<string, Claim>;
  readings: Reading[];
  phases: Phase[];
  forces: Force[];
  bases: Base[];
  countries: Country[];
  towns: Town[];
  waters: Water[];
  provinces: Province[];
  cells: Cell[];
  steps: Record<string, Step[]>;
}

// What the scripts make of the data

/** What is shown at a phase: of each base the number of its cell, of each force its figure. */
interface Posture extends Changes {
  cells: Uint32Array;
  forces: Record<string, Quantity>;
}

interface Moment {
  phase: Phase;
  phaseIndex: number;
  reading: Reading;
  posture: Posture;
}

/** What the board is compared with. */
interface Compared extends Moment {
  isReading: boolean;
  isLater: boolean;
}

/** What a posture is set against. */
interface Against {
  other: Compared | null;
  before: Posture | null;
  baseline: Posture;
}

/** What the evidence is opened on: one of these, and whether it is meant on the map compared with. */
interface Subject {
  base?: number;
  force?: string;
  claim?: string;
  said?: string;
  change?: number;
  rule?: number;
  status?: string;
  book?: string;
  term?: string;
  compared?: boolean;
}

/** Looks as they are asked for: by name, and whether the screen is blank. */
type AskedLooks = Record<string, unknown>;

type OnOpen = (subject: Subject) => void;
type Send = (message: { type: string; [name: string]: unknown }) => void;
type KeyPress = Pick<KeyboardEvent, "key"> & Partial<KeyboardEvent>;
type Made = string | Node;

// Names on the map: px from its upper left corner

interface Point { x: number; y: number; }
interface Size { width: number; height: number; }
interface Box { left: number; top: number; right: number; bottom: number; }
type Align = "left" | "right" | "center";

/** Where a name may be; `tie` are the points from there to a mark it is away from, none for a name beside it. */
interface Place extends Box {
  align: Align;
  tie: Point[];
}

/** The class of a line, and every text that may be in it. */
type LabelLine = [string, Iterable<string>];

/** The elements of a base's name. */
interface BaseSign {
  element: HTMLElement;
  name: HTMLElement;
  status: HTMLElement;
  was: HTMLElement;
  index: number;
}

interface BaseLabel {
  base: Base;
  index: number;
  /** its place on the world at zoom 0, and on the map as that is in sight */
  world: Point;
  at: Point;
  size: Size | null;
  place: Place | null;
  sign: BaseSign | null;
}

/** What the type of a country's name is multiplied by, and whether the cautions of its figures have own lines. */
interface LabelShape {
  shrink: number;
  isFolded: boolean;
}

interface CountryLabel {
  country: Country;
  forces: Force[];
  worlds: Point[];
  outline: Outline;
  sign: { element: HTMLElement, lines: HTMLElement[] } | null;
  sizes: Map<LabelShape, Size>;
  place: Place | null;
  shape: LabelShape;
}

/** A town, water or province. */
interface PlaceName {
  name: string;
  kind: string;
  rank: number;
  angle?: number;
  world: Point;
  size: Size | null;
  element: HTMLElement | null;
  dot: HTMLElement | null;
}

// Classes by the modules they are in

type BaseNames = import("./base_names.js").BaseNames;
type DetailTiles = import("./detail_tiles.js").DetailTiles;
type Labels = import("./labels.js").Labels;
type MapView = import("./map_view.js").MapView;
type Marks = import("./marks.js").Marks;
type Postures = import("./postures.js").Postures;
type Outline = import("./outline.js").Outline;
type Rail = import("./rail.js").Rail;
type Room = import("./label_room.js").Room;
type SecondMap = import("./second_map.js").SecondMap;
type Sight = import("./sight.js").Sight;
type TextSizes = import("./text_sizes.js").TextSizes;

interface Window {
  /** What pages and tests steer the board by. */
  board: {
    state: () => Record<string, unknown>;
    setPhase: (phase: unknown) => boolean;
    setReading: (id: unknown) => boolean;
    setCompare: (id: unknown, mode?: unknown) => boolean;
  };
}
