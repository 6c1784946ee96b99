import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { AsyncMicroserviceOptions } from '@nestjs/microservices';
import {
  CompositeStartError,
  compositeGrpcOptions,
  lightenAsyncBinding,
  ListenError,
  PinoNestLogger,
  shutDownOnSignals,
} from '@tributary/nestjs';
import { log } from './log.ts';
import { MovieNightModule } from './movie-night.module.ts';

lightenAsyncBinding();
try {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- NestJS declares its options as a class and takes objects
  const app = await NestFactory.createMicroservice<AsyncMicroserviceOptions>(MovieNightModule, {
    ...compositeGrpcOptions(),
    logger: new PinoNestLogger(log),
    abortOnError: false, // what keeps it from starting is told below, in the words of whoever found it
  });
  await app.listen();
  shutDownOnSignals({ log, close: async () => await app.close(), limitMs: 12_000 }); // `drain`, and some
} catch (error) {
  if (error instanceof CompositeStartError || error instanceof ListenError) {
    process.stderr.write(`movie-night: ${error.message}\n`);
  } else {
    log.fatal({ err: error }, 'could not start');
  }
  process.exitCode = 1;
}
