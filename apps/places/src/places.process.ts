import type { GrpcServiceProcess } from '@tributary/nestjs';
import { servicesDescriptorSet } from '@tributary/stubs';
import { ERROR_DOMAIN } from './error-domain.ts';
import { PlacesModule } from './places.module.ts';

/** The service as a process: its contract, its name, and where it listens unless told otherwise. */
export const places: GrpcServiceProcess = {
  name: 'places',
  module: PlacesModule,
  services: ['places.v1.PlacesService'],
  descriptorSet: servicesDescriptorSet(),
  errorDomain: ERROR_DOMAIN,
  defaultAddress: '127.0.0.1:50056',
};
