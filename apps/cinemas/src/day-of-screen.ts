/** When films start on a screen: minutes after midnight. */
const firstStart = 12 * 60;
const lastStart = 22 * 60 + 30;
/** Between two screenings: advertisements, and a broom. */
const turnaroundMinutes = 25;
/** Of a film that does not tell. */
const usualMinutes = 110;
const grid = 5;

/**
 * The starts of a day's screenings on one screen, in minutes after midnight: from noon on as often as the film fits.
 *
 * @param screen its number among all screens: neighbours do not start together
 */
export function startsOf(screen: number, runningTimeMinutes: number | undefined): number[] {
  const slot = Math.ceil(((runningTimeMinutes ?? usualMinutes) + turnaroundMinutes) / grid) * grid;
  const starts: number[] = [];
  for (let start = firstStart + ((screen * 7) % 12) * grid; start <= lastStart; start += slot) starts.push(start);
  return starts;
}
