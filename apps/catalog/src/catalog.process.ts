import type { GrpcServiceProcess } from '@tributary/nestjs';
import { servicesDescriptorSet } from '@tributary/stubs';
import { ERROR_DOMAIN } from './error-domain.ts';
import { CatalogModule } from './catalog.module.ts';

/** The service as a process: its contract, its name, and where it listens unless told otherwise. */
export const catalog: GrpcServiceProcess = {
  name: 'catalog',
  module: CatalogModule,
  services: ['catalog.v1.CatalogService'],
  descriptorSet: servicesDescriptorSet(),
  errorDomain: ERROR_DOMAIN,
  defaultAddress: '127.0.0.1:50051',
};
