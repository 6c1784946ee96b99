/** A point on the earth, in degrees. */
export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

const earthRadiusKm = 6371;
const radians = Math.PI / 180;

/** Distance along the surface, in kilometres, by the haversine formula on a sphere (exact to about 0.5 %). */
export function distanceKm(from: Point, to: Point): number {
  const latitudes = Math.sin(((to.latitude - from.latitude) * radians) / 2);
  const longitudes = Math.sin(((to.longitude - from.longitude) * radians) / 2);
  const chord = latitudes ** 2 + Math.cos(from.latitude * radians) * Math.cos(to.latitude * radians) * longitudes ** 2;
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(chord)));
}
