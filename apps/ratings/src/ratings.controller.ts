import { status } from '@grpc/grpc-js';
import { Controller } from '@nestjs/common';
import { errorInfo, StatusException } from '@tributary/nestjs';
import { ratingsV1 } from '@tributary/stubs';
import { ERROR_DOMAIN } from './error-domain.ts';
import { RatingsService } from './ratings.service.ts';

/** `ratings.v1.RatingsService`. */
@Controller()
@ratingsV1.RatingsServiceControllerMethods()
export class RatingsController implements ratingsV1.RatingsServiceController {
  readonly #ratings: RatingsService;

  constructor(ratings: RatingsService) {
    this.#ratings = ratings;
  }

  getRating({ movieId }: ratingsV1.GetRatingRequest): ratingsV1.GetRatingResponse {
    const rating = this.#ratings.rating(movieId);
    if (rating !== undefined) return { rating };
    throw new StatusException(status.NOT_FOUND, `no rating of a film with the id "${movieId}"`, [
      errorInfo('RATING_NOT_FOUND', ERROR_DOMAIN, { movieId }),
    ]);
  }

  batchGetRatings({ movieIds }: ratingsV1.BatchGetRatingsRequest): ratingsV1.BatchGetRatingsResponse {
    return { ratings: this.#ratings.ratings(movieIds) };
  }
}
