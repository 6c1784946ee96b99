/**
 * Pages as a good team writes them by hand: types by ts-proto, NestJS's own gRPC transport on both sides, calls side by
 * side where they can be, one call for a list's entities, and a cache of answers.
 */
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { type MicroserviceOptions, Transport } from '@nestjs/microservices';
import { freePort } from '../../processes/free-port.ts';
import type { Addresses } from '../../upstreams/upstreams.ts';
import { pagesModule } from './pages.module.ts';
import { grpcOptions } from './grpc-options.ts';

const addresses = JSON.parse(process.argv[2] ?? '{}') as Addresses;
const address = `127.0.0.1:${await freePort()}`;
// eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- NestJS declares its options as a class and takes objects
const app = await NestFactory.createMicroservice<MicroserviceOptions>(pagesModule(addresses), {
  transport: Transport.GRPC,
  options: { ...grpcOptions('shop.pages.v1', 'shop/pages/v1/pages.proto'), url: address },
  logger: ['error', 'warn'],
});
await app.listen();
process.stdout.write(`listening on ${address}\n`);
