import { Controller } from '@nestjs/common';
import { pricingV1 } from '@tributary/stubs';
import { PricingService } from './pricing.service.ts';

/** `pricing.v1.PricingService`. */
@Controller()
@pricingV1.PricingServiceControllerMethods()
export class PricingController implements pricingV1.PricingServiceController {
  readonly #pricing: PricingService;

  constructor(pricing: PricingService) {
    this.#pricing = pricing;
  }

  batchGetPrices({ showtimeIds, seatClass }: pricingV1.BatchGetPricesRequest): pricingV1.BatchGetPricesResponse {
    return { prices: this.#pricing.prices(showtimeIds, seatClass) };
  }
}
