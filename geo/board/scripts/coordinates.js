// Places as text, in degrees and as MGRS, the grid reference of the military (WGS 84); and the scale of the map.

/** Length of the equator, m (WGS 84): the width of Leaflet's world at zoom 0, 256 px. */
const EQUATOR_M = 40_075_017;
/** WGS 84: equatorial radius, m, and third flattening (NGA.STND.0036). */
const ELLIPSOID = { radius: 6_378_137, n: 1 / (2 * 298.257_223_563 - 1) };
/** Scale on the central meridian of a UTM zone. */
const UTM_SCALE = 0.9996;
const BANDS = "CDEFGHJKLMNPQRSTUVWX";
const COLUMNS = ["STUVWXYZ", "ABCDEFGH", "JKLMNPQR"];
const ROWS = "ABCDEFGHJKLMNPQRSTUV";
/** Side of a lettered square, m. */
const SQUARE_M = 100_000;

/** The UTM zone of a place, with the wider zones of Norway and Svalbard. @param {number} lat @param {number} lon */
function utmZone(lat, lon) {
  if (lat >= 56 && lat < 64 && lon >= 3 && lon < 12) return 32;
  if (lat >= 72 && lon >= 0 && lon < 42) return 31 + 2 * Math.floor((lon + 3) / 12);
  return (Math.floor((lon + 180) / 6) % 60) + 1;
}

/**
 * Easting and northing in m on the central meridian of a zone: Krüger's series to n⁴, true to a millimetre.
 * @param {number} lat @param {number} lon @param {number} zone
 */
function utm(lat, lon, zone) {
  const { radius, n } = ELLIPSOID;
  const phi = (lat * Math.PI) / 180;
  const lambda = ((lon - (6 * zone - 183)) * Math.PI) / 180;
  const eccentricity = (2 * Math.sqrt(n)) / (1 + n);
  const t = Math.sinh(Math.atanh(Math.sin(phi)) - eccentricity * Math.atanh(eccentricity * Math.sin(phi)));
  const xi = Math.atan2(t, Math.cos(lambda));
  const eta = Math.asinh(Math.sin(lambda) / Math.hypot(t, Math.cos(lambda)));
  const terms = [
    n / 2 - (2 * n ** 2) / 3 + (5 * n ** 3) / 16 + (41 * n ** 4) / 180,
    (13 * n ** 2) / 48 - (3 * n ** 3) / 5 + (557 * n ** 4) / 1440,
    (61 * n ** 3) / 240 - (103 * n ** 4) / 140,
    (49_561 * n ** 4) / 161_280,
  ].map((term, index) => ({ term, twice: 2 * (index + 1) }));
  const north = terms.reduce((sum, { term, twice }) => sum + term * Math.sin(twice * xi) * Math.cosh(twice * eta), xi);
  const east = terms.reduce((sum, { term, twice }) => sum + term * Math.cos(twice * xi) * Math.sinh(twice * eta), eta);
  const unit = (UTM_SCALE * radius * (1 + n ** 2 / 4 + n ** 4 / 64)) / (1 + n);
  return { easting: 500_000 + unit * east, northing: unit * north + (lat < 0 ? 10_000_000 : 0) };
}

/**
 * A place's grid reference with 0 to 5 digits an axis, cut and not rounded; nothing beyond 80° S and 84° N.
 * @param {number} lat @param {number} lon @param {number} digits
 */
export function mgrs(lat, lon, digits) {
  if (lat < -80 || lat > 84) return "";
  const zone = utmZone(lat, lon);
  const { easting, northing } = utm(lat, lon, zone);
  const band = BANDS[Math.min(Math.floor((lat + 80) / 8), BANDS.length - 1)];
  const column = COLUMNS[zone % 3][Math.floor(easting / SQUARE_M) - 1];
  const row = ROWS[(Math.floor(northing / SQUARE_M) + (zone % 2 === 0 ? 5 : 0)) % ROWS.length];
  const cut = (metres) => String(Math.floor(metres % SQUARE_M)).padStart(5, "0").slice(0, digits);
  const parts = [`${zone}${band}`, `${column}${row}`, cut(easting), cut(northing)];
  return parts.filter(Boolean).join(" ");
}

/** A longitude of a map that runs on across 180° as it is told: -180 to 180. @param {number} lon */
export const wrapped = (lon) => ((((lon + 180) % 360) + 360) % 360) - 180;

/** A longitude turned to lie no more than half a turn from another. @param {number} lon @param {number} middle */
export const beside = (lon, middle) => lon + 360 * Math.round((middle - lon) / 360);

export function degrees(value, digits, positive, negative) {
  return `${Math.abs(value).toFixed(digits)}° ${value < 0 ? negative : positive}`;
}

/** Metres of ground under one pixel of the map at a latitude. @param {L.Map} map @param {number} lat */
export function metresAPixel(map, lat) {
  return (EQUATOR_M * Math.cos((lat * Math.PI) / 180)) / (256 * 2 ** map.getZoom());
}
