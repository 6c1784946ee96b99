import type { GrpcServiceProcess } from '@tributary/nestjs';
import { servicesDescriptorSet } from '@tributary/stubs';
import { ERROR_DOMAIN } from './error-domain.ts';
import { CinemasModule } from './cinemas.module.ts';

/** The service as a process: its contract, its name, and where it listens unless told otherwise. */
export const cinemas: GrpcServiceProcess = {
  name: 'cinemas',
  module: CinemasModule,
  services: ['cinemas.v1.CinemasService'],
  descriptorSet: servicesDescriptorSet(),
  errorDomain: ERROR_DOMAIN,
  defaultAddress: '127.0.0.1:50053',
};
