import type { Point } from '@tributary/datasets';

/** A cinema. */
export interface Cinema extends Point {
  /** Slug of the town, state, number: "seattle-wa-1". */
  readonly id: string;
  readonly name: string;
  readonly city: string;
  readonly state: string;
  readonly screens: number;
  /** The place of its first screen among the screens of all cinemas. */
  readonly firstScreen: number;
}
