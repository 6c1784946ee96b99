import { Module } from '@nestjs/common';
import { PricingController } from './pricing.controller.ts';
import { PricingService } from './pricing.service.ts';

/** The tariff. */
@Module({ controllers: [PricingController], providers: [PricingService] })
export class PricingModule {}
