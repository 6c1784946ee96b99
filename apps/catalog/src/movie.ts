import type { Film } from '@tributary/datasets';
import type { catalogV1 } from '@tributary/stubs';

/** A film as the contract has it. */
export function movieOf(film: Film): catalogV1.Movie {
  return {
    id: film.id,
    title: film.title,
    year: film.year,
    releaseDate: film.releaseDate,
    genre: film.genre ?? '',
    mpaaRating: film.mpaaRating ?? '',
    runningTimeMinutes: film.runningTimeMinutes,
    director: film.director ?? '',
    distributor: film.distributor ?? '',
    source: film.source ?? '',
    creativeType: film.creativeType ?? '',
    productionBudgetUsd: dollars(film.productionBudgetUsd),
    usGrossUsd: dollars(film.usGrossUsd),
    worldwideGrossUsd: dollars(film.worldwideGrossUsd),
  };
}

function dollars(amount: number | undefined): bigint | undefined {
  return amount === undefined ? undefined : BigInt(amount);
}
