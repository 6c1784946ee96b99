import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { protos } from '../../places.ts';
import type { Addresses } from '../../upstreams/upstreams.ts';
import { gatewayFolder } from './install.ts';

/** Services by the proto that holds them. */
const services: Readonly<Record<string, string>> = {
  products: 'ProductService',
  reviews: 'ReviewService',
  stock: 'StockService',
  makers: 'MakerService',
  regions: 'RegionService',
  reports: 'ReportService',
};

/** Stands for the address of a service until there is one. */
const placeholder = (name: string): string => `${name}.invalid:1`;

/** The graph: a subgraph for each proto, and the fields that lead from one to the other. */
const composition = `
import { defineConfig } from '@graphql-mesh/compose-cli';
import { loadGrpcSubgraph } from '@omnigraph/grpc';

const protos = ${JSON.stringify(protos)};
const subgraph = (name) => ({
  sourceHandler: loadGrpcSubgraph(name, {
    endpoint: name + '.invalid:1',
    prefixQueryMethod: ['get', 'list', 'batch'],
    source: { file: protos + '/shop/v1/' + name + '.proto', load: { includeDirs: [protos] } },
  }),
});

export const composeConfig = defineConfig({
  output: 'supergraph.graphql',
  subgraphs: ${JSON.stringify(Object.keys(services))}.map(subgraph),
  additionalTypeDefs: \`
    extend type shop__v1__Summary {
      rating: shop__v1__Rating @resolveTo(
        sourceName: "reviews", sourceTypeName: "Query", sourceFieldName: "shop_v1_ReviewService_BatchGetRatings"
        requiredSelectionSet: "{ id }", keyField: "id", keysArg: "input.product_ids", result: "ratings"
      )
    }
    extend type shop__v1__Product {
      maker: shop__v1__GetMakerResponse @resolveTo(
        sourceName: "makers", sourceTypeName: "Query", sourceFieldName: "shop_v1_MakerService_GetMaker"
        requiredSelectionSet: "{ maker_id }", sourceArgs: { input: { id: "{root.maker_id}" } }
      )
    }
    extend type shop__v1__Maker {
      region: shop__v1__GetRegionResponse @resolveTo(
        sourceName: "regions", sourceTypeName: "Query", sourceFieldName: "shop_v1_RegionService_GetRegion"
        requiredSelectionSet: "{ region_id }", sourceArgs: { input: { id: "{root.region_id}" } }
      )
    }
  \`,
});
`;

/** Composes the graph. */
export async function composeGraph(): Promise<void> {
  await writeFile(join(gatewayFolder, 'mesh.config.mjs'), composition);
  const command = join(gatewayFolder, 'node_modules/.bin/mesh-compose');
  await promisify(execFile)(command, ['-c', 'mesh.config.mjs'], { cwd: gatewayFolder });
}

/** The graph with the addresses that the services have now. */
export async function graphFor(addresses: Addresses): Promise<string> {
  let graph = await readFile(join(gatewayFolder, 'supergraph.graphql'), 'utf8');
  for (const [name, service] of Object.entries(services)) {
    graph = graph.replaceAll(placeholder(name), addresses[`shop.v1.${service}`] ?? '');
  }
  return graph;
}
