import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  loadPackageDefinition,
  Server,
  ServerCredentials,
  type handleUnaryCall,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { answerOf, connectToMovieNight, type Movie } from './movie-night-client.ts';
import { root, startReferenceSystem, type ReferenceSystem } from './reference-system.ts';

let system: ReferenceSystem;
/** The protos of tomorrow: films have a tagline. */
let protos: string;
let catalog: Server;
beforeAll(async () => {
  protos = await mkdtemp(join(tmpdir(), 'movie-night-protos-'));
  await cp(join(root, 'proto'), protos, { recursive: true });
  const contract = join(protos, 'catalog/v1/catalog.proto');
  const today = await readFile(contract, 'utf8');
  await writeFile(contract, today.replace('string title = 2;', 'string title = 2;\n  string tagline = 101;'));
  system = await startReferenceSystem();
});
afterAll(async () => {
  catalog.forceShutdown();
  await system.close();
  await rm(protos, { recursive: true });
});

/** The catalog of tomorrow, where today's was. */
async function startCatalogOfTomorrow(address: string): Promise<Server> {
  const definition = loadSync('catalog/v1/catalog.proto', {
    includeDirs: [protos, join(root, 'libs/protos/includes')],
    keepCase: true,
  });
  const loaded = loadPackageDefinition(definition) as unknown as {
    catalog: { v1: { CatalogService: { service: ServiceDefinition } } };
  };
  const getMovie: handleUnaryCall<{ id: string }, unknown> = ({ request }, answer) =>
    answer(null, {
      movie: { id: request.id, title: 'The Godfather', year: 1972, tagline: 'An offer he cannot refuse' },
    });
  const server = new Server();
  server.addService(loaded.catalog.v1.CatalogService.service, { GetMovie: getMovie });
  await new Promise<void>((resolve, reject) =>
    server.bindAsync(address, ServerCredentials.createInsecure(), (error) => (error ? reject(error) : resolve())),
  );
  return server;
}

describe('a field that catalog adds to its films', () => {
  it('reaches the callers who know it through a composite that does not', async () => {
    const client = connectToMovieNight(system.address('movie-night'), protos);
    const taglineOn = async (day: string) => {
      const page = answerOf(await client.getMoviePage({ movie_id: 'the-godfather-1972', date: `2026-11-${day}` }));
      return (page.movie as (Movie & { tagline: string }) | null)?.tagline;
    };
    expect(await taglineOn('01')).toBe('');

    await system.end('catalog', 'politely');
    catalog = await startCatalogOfTomorrow(system.address('catalog'));
    await system.connected('catalog');
    expect(await taglineOn('02')).toBe('An offer he cannot refuse');
    client.close();
  });
});
