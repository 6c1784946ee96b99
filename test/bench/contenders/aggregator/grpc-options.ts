import type { GrpcOptions } from '@nestjs/microservices';
import { protos, repository } from '../../places.ts';

/** A package as NestJS loads it, with messages as ts-proto types them. */
export function grpcOptions(
  name: string,
  file: string,
): Pick<GrpcOptions['options'], 'package' | 'protoPath' | 'loader'> {
  return {
    package: name,
    protoPath: file,
    loader: {
      includeDirs: [protos, `${repository}proto`, `${repository}libs/protos/includes`],
      longs: Number,
      arrays: true,
      defaults: true,
    },
  };
}
