import { describe, expect, it } from '@jest/globals';
import { datasetText } from './dataset-file.ts';
import { readFilms } from './films.ts';

const films = readFilms();
const byId = new Map(films.map((film) => [film.id, film]));

describe('readFilms', () => {
  it('reads every film, each with an id of its own', () => {
    expect(films).toHaveLength(3201);
    expect(byId.size).toBe(3201);
  });

  it('makes ids that need no escaping anywhere', () => {
    expect(films.filter(({ id }) => !/^[a-z0-9]+(-[a-z0-9]+)*-\d{4}$/.test(id))).toEqual([]);
  });

  it('tells films of one title apart by their year', () => {
    expect(films.filter(({ title }) => title === 'King Kong').map(({ id }) => id)).toEqual([
      'king-kong-1976',
      'king-kong-2005',
    ]);
  });

  it('gives a film the same id wherever it stands in the file', () => {
    const turned = JSON.stringify((JSON.parse(datasetText('movies.json')) as unknown[]).reverse());
    expect(readFilms(turned).reverse()).toEqual(films);
  });

  it('numbers what title and year do not tell apart', () => {
    const [row] = JSON.parse(datasetText('movies.json')) as unknown[];
    expect(readFilms(JSON.stringify([row, row, row])).map(({ id }) => id)).toEqual([
      'the-land-girls-1998',
      'the-land-girls-1998-2',
      'the-land-girls-1998-3',
    ]);
  });

  it.each([
    ['1776-1972', '1776', 'a title that is a number'],
    ['untitled-2006', 'Untitled', 'a title that is missing'],
    ['leon-1994', 'Léon', 'a title in the wrong encoding'],
    ['the-wizard-of-oz-1939', 'The Wizard of Oz', 'a year of two digits'],
  ])('has %s, %j: %s', (id, title) => {
    expect(byId.get(id)?.title).toBe(title);
  });

  it('keeps what the row says', () => {
    expect(byId.get('the-land-girls-1998')).toEqual({
      id: 'the-land-girls-1998',
      title: 'The Land Girls',
      year: 1998,
      releaseDate: '1998-06-12',
      mpaaRating: 'R',
      distributor: 'Gramercy',
      productionBudgetUsd: 8000000,
      usGrossUsd: 146083,
      worldwideGrossUsd: 146083,
      imdbRating: 6.1,
      imdbVotes: 1071,
    });
  });

  it('has no film of the future', () => {
    expect(films.filter(({ year }) => year < 1915 || year > 2011)).toEqual([]);
  });

  it('refuses another data set', () => {
    expect(() => readFilms('[{"Title":"Heat"}]')).toThrow();
  });
});
