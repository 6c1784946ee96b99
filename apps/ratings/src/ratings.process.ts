import type { GrpcServiceProcess } from '@tributary/nestjs';
import { servicesDescriptorSet } from '@tributary/stubs';
import { ERROR_DOMAIN } from './error-domain.ts';
import { RatingsModule } from './ratings.module.ts';

/** The service as a process: its contract, its name, and where it listens unless told otherwise. */
export const ratings: GrpcServiceProcess = {
  name: 'ratings',
  module: RatingsModule,
  services: ['ratings.v1.RatingsService'],
  descriptorSet: servicesDescriptorSet(),
  errorDomain: ERROR_DOMAIN,
  defaultAddress: '127.0.0.1:50052',
};
