import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { gatewayVersion } from '../contenders/hive-gateway/install.ts';
import { repository } from '../places.ts';
import type { Machine } from './bench-report.ts';

/** Looks at the machine. */
export function readMachine(): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release().split('-')[0] ?? ''}`,
    loadBefore: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    versions: {
      Node: process.versions.node,
      V8: process.versions.v8,
      Tributary: commit(),
      '@nestjs/microservices': versionOf('@nestjs/microservices'),
      '@grpc/grpc-js': versionOf('@grpc/grpc-js'),
      '@grpc/proto-loader': versionOf('@grpc/proto-loader'),
      'ts-proto': versionOf('ts-proto'),
      'lru-cache': versionOf('lru-cache'),
      '@graphql-hive/gateway': gatewayVersion,
    },
  };
}

function versionOf(name: string): string {
  const manifest = readFileSync(join(repository, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}

/** The commit, for who has the repository; else the version. */
function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: repository, encoding: 'utf8' }).trim();
  } catch {
    return '0.1.0';
  }
}
