/**
 * Which film runs on which screen. All screens of the country are numbered; each week, from Friday on, every screen
 * shows one film and moves on to another the next. Both directions are arithmetic modulo the number of films: the film
 * of a screen, and the screens of a film.
 */
export class Programme {
  readonly #films: number;
  readonly #screens: number;
  /** From one screen to the next: far, so that a cinema shows films that have little in common. */
  readonly #stride: number;
  /** From one week to the next. */
  readonly #shift: number;
  readonly #inverse: number;

  /**
   * @param films how many there are
   * @param screens how many there are; as many as films at least, or some film is nowhere shown in some weeks
   */
  constructor(films: number, screens: number) {
    this.#films = films;
    this.#screens = screens;
    this.#stride = coprimeFrom(Math.round(films * 0.618), films);
    this.#shift = coprimeFrom(Math.round(films * 0.382), films);
    this.#inverse = inverseOf(this.#stride, films);
  }

  /**
   * @param screen 0 up to the number of screens
   * @param day days since 1970-01-01
   * @returns the place of the film, 0 up to the number of films
   */
  filmOn(screen: number, day: number): number {
    return modulo(screen * this.#stride + weekOf(day) * this.#shift, this.#films);
  }

  /** The screens that show a film, ascending; {@link filmOn} the other way round. */
  screensOf(film: number, day: number): number[] {
    const distance = modulo(film - weekOf(day) * this.#shift, this.#films);
    const screens: number[] = [];
    for (let screen = (distance * this.#inverse) % this.#films; screen < this.#screens; screen += this.#films) {
      screens.push(screen);
    }
    return screens;
  }
}

// 1970-01-02 was a Friday.
function weekOf(day: number): number {
  return Math.floor((day - 1) / 7);
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

function coprimeFrom(start: number, to: number): number {
  let candidate = Math.max(1, start);
  while (greatestCommonDivisor(candidate, to) !== 1) candidate += 1;
  return candidate;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function inverseOf(value: number, modulus: number): number {
  for (let candidate = 1; candidate < modulus; candidate += 1) {
    if ((candidate * value) % modulus === 1) return candidate;
  }
  return 0; // modulo 1 everything is 0
}
