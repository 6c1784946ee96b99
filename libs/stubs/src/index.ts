/**
 * Typed NestJS stubs of the reference services, made by `scripts/generate.mjs` from `proto/` and not committed.
 *
 * A namespace is one proto package: its messages as interfaces, `<Service>Controller` to implement,
 * `<Service>ControllerMethods()` to decorate the controller with, `<Service>Client` for `ClientGrpc`. 64-bit integers are
 * bigints, timestamps `{ seconds, nanos }`.
 *
 * `servicesDescriptorSet` is the same contract as a `google.protobuf.FileDescriptorSet`, with everything it imports and
 * its comments: what a server needs to decode, to validate and to answer reflection.
 */
export * as catalogV1 from './generated/catalog/v1/catalog.ts';
export * as cinemasV1 from './generated/cinemas/v1/cinemas.ts';
export * as placesV1 from './generated/places/v1/places.ts';
export * as pricingV1 from './generated/pricing/v1/pricing.ts';
export * as ratingsV1 from './generated/ratings/v1/ratings.ts';
export * as weatherV1 from './generated/weather/v1/weather.ts';
export { servicesDescriptorSet } from './services-descriptor-set.ts';
