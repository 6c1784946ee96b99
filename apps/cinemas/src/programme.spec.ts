import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Programme } from './programme.ts';

const size = fc.integer({ min: 1, max: 400 });
const day = fc.integer({ min: -30_000, max: 80_000 });

describe('Programme', () => {
  it('has the screens of a film as the inverse of the film of a screen', () => {
    fc.assert(
      fc.property(size, size, day, (films, screens, today) => {
        const programme = new Programme(films, screens);
        const shown = Array.from({ length: films }, (_, film) => programme.screensOf(film, today));
        expect(shown.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: screens }, (_, screen) => screen));
        shown.forEach((list, film) => {
          for (const screen of list) expect(programme.filmOn(screen, today)).toBe(film);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('shows every film somewhere, each about as often, where there are screens enough', () => {
    const programme = new Programme(3201, 15_095);
    const counts = Array.from({ length: 3201 }, (_, film) => programme.screensOf(film, 20_777).length);
    expect([Math.min(...counts), Math.max(...counts)]).toEqual([4, 5]);
  });

  it('changes on Fridays', () => {
    const programme = new Programme(3201, 15_095);
    const friday = Date.parse('2026-11-20') / 86_400_000;
    const week = [0, 1, 2, 3, 4, 5, 6].map((offset) => programme.filmOn(7, friday + offset));
    expect(new Set(week).size).toBe(1);
    expect(programme.filmOn(7, friday - 1)).not.toBe(week[0]);
    expect(programme.filmOn(7, friday + 7)).not.toBe(week[0]);
  });

  it('gives the screens of a cinema different films', () => {
    const programme = new Programme(3201, 15_095);
    expect(new Set([0, 1, 2, 3, 4, 5, 6].map((screen) => programme.filmOn(screen, 20_777))).size).toBe(7);
  });
});
