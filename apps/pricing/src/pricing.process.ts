import type { GrpcServiceProcess } from '@tributary/nestjs';
import { servicesDescriptorSet } from '@tributary/stubs';
import { ERROR_DOMAIN } from './error-domain.ts';
import { PricingModule } from './pricing.module.ts';

/** The service as a process: its contract, its name, and where it listens unless told otherwise. */
export const pricing: GrpcServiceProcess = {
  name: 'pricing',
  module: PricingModule,
  services: ['pricing.v1.PricingService'],
  descriptorSet: servicesDescriptorSet(),
  errorDomain: ERROR_DOMAIN,
  defaultAddress: '127.0.0.1:50054',
};
