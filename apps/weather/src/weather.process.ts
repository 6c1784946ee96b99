import type { GrpcServiceProcess } from '@tributary/nestjs';
import { servicesDescriptorSet } from '@tributary/stubs';
import { ERROR_DOMAIN } from './error-domain.ts';
import { WeatherModule } from './weather.module.ts';

/** The service as a process: its contract, its name, and where it listens unless told otherwise. */
export const weather: GrpcServiceProcess = {
  name: 'weather',
  module: WeatherModule,
  services: ['weather.v1.WeatherService'],
  descriptorSet: servicesDescriptorSet(),
  errorDomain: ERROR_DOMAIN,
  defaultAddress: '127.0.0.1:50055',
};
