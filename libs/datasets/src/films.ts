import { z } from 'zod';
import { datasetText } from './dataset-file.ts';
import { mendMacRoman } from './mac-roman.ts';
import { readReleaseDate } from './release-date.ts';
import { slug } from './slug.ts';

/** A film. What the data does not tell is undefined. */
export interface Film {
  /** Slug of the title, hyphen, year of release: "the-wizard-of-oz-1939". */
  readonly id: string;
  readonly title: string;
  /** The year of release. */
  readonly year: number;
  /** The day of release, as YYYY-MM-DD. */
  readonly releaseDate: string;
  readonly genre: string | undefined;
  readonly mpaaRating: string | undefined;
  readonly runningTimeMinutes: number | undefined;
  readonly director: string | undefined;
  readonly distributor: string | undefined;
  readonly source: string | undefined;
  readonly creativeType: string | undefined;
  readonly productionBudgetUsd: number | undefined;
  readonly usGrossUsd: number | undefined;
  readonly worldwideGrossUsd: number | undefined;
  /** 1 to 10; there exactly where there are votes. */
  readonly imdbRating: number | undefined;
  readonly imdbVotes: number | undefined;
  /** 1 to 100. */
  readonly rottenTomatoesPercent: number | undefined;
}

const text = z
  .string()
  .min(1)
  .nullable()
  .transform((value) => value ?? undefined);
const count = z
  .int()
  .min(0)
  .nullable()
  .transform((value) => value ?? undefined);

const rows = z.array(
  z.strictObject({
    Title: z.union([z.string(), z.number(), z.null()]),
    'Release Date': z.string().transform(readReleaseDate),
    'Major Genre': text,
    'MPAA Rating': text,
    'Running Time min': count,
    Director: text,
    Distributor: text,
    Source: text,
    'Creative Type': text,
    'Production Budget': count,
    'US Gross': count,
    'Worldwide Gross': count,
    'US DVD Sales': count,
    'IMDB Rating': z
      .number()
      .min(1)
      .max(10)
      .nullable()
      .transform((value) => value ?? undefined),
    'IMDB Votes': count,
    'Rotten Tomatoes Rating': count,
  }),
);

/**
 * Reads the 3,201 films, in the order of the file.
 *
 * Ids are made from title and year alone, so they outlive restarts and the order of the file. 24 titles occur twice, none
 * of them twice in a year; should that happen, the later row gets "-2" behind its id.
 *
 * Oddities:
 * - nine titles are numbers (1776, 300, ...): they are texts here; one is missing: "Untitled";
 * - titles with accents were read in the wrong encoding ("LÈon"): mended;
 * - years from 1915 to 1946 were written with two digits, and many came out a hundred years late: see readReleaseDate.
 *
 * @param json the contents of `movies.json`; default: those of the installed data set
 * @throws Error where a row is of another shape
 */
export function readFilms(json: string = datasetText('movies.json')): Film[] {
  const taken = new Set<string>();
  return rows.parse(JSON.parse(json)).map((row) => {
    const title = titleOf(row.Title);
    const releaseDate = row['Release Date'];
    const year = Number(releaseDate.slice(0, 4));
    const id = freeId(`${slug(title) || 'untitled'}-${year}`, taken);
    taken.add(id);
    return {
      id,
      title,
      year,
      releaseDate,
      genre: row['Major Genre'],
      mpaaRating: row['MPAA Rating'],
      runningTimeMinutes: row['Running Time min'],
      director: row.Director,
      distributor: row.Distributor,
      source: row.Source,
      creativeType: row['Creative Type'],
      productionBudgetUsd: row['Production Budget'],
      usGrossUsd: row['US Gross'],
      worldwideGrossUsd: row['Worldwide Gross'],
      imdbRating: row['IMDB Rating'],
      imdbVotes: row['IMDB Votes'],
      rottenTomatoesPercent: row['Rotten Tomatoes Rating'],
    };
  });
}

function titleOf(value: string | number | null): string {
  return value === null ? 'Untitled' : mendMacRoman(String(value));
}

function freeId(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  let number = 2;
  while (taken.has(`${wanted}-${number}`)) number += 1;
  return `${wanted}-${number}`;
}
