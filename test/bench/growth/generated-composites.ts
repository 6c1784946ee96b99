import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { protos } from '../places.ts';

/** A page made from so many calls, each of them another one, that wait for nothing. */
export async function planOfCalls(counts: readonly number[]): Promise<string> {
  const folder = await temporaryFolder();
  await cp(join(protos, 'shop/v1'), join(folder, 'shop/v1'), { recursive: true });
  const methods = counts.map(
    (count) => `
  rpc GetPage${count}(GetPageRequest) returns (Page${count}) {
    option idempotency_level = NO_SIDE_EFFECTS;
    option (tributary.v1.composite) = {};
  }`,
  );
  const pages = counts.map((count) => {
    const fields = Array.from(
      { length: count },
      (_, index) => `
  shop.v1.Product product_${index + 1} = ${index + 1} [(tributary.v1.from) = {
    call: "shop.v1.ProductService/GetProduct"
    args: ["id = request.id", "slot = ${index + 1}"]
  }];`,
    );
    return `message Page${count} {${fields.join('')}\n}\n`;
  });
  await writeProto(
    folder,
    'shop/pages/v1/pages.proto',
    `syntax = "proto3";
package shop.pages.v1;
import "shop/v1/products.proto";
import "tributary/v1/compose.proto";
service PageService {${methods.join('')}
}
message GetPageRequest { string id = 1; }
${pages.join('')}`,
  );
  return folder;
}

/** So many services, and composites over them of four calls each. */
export async function manyComposites(serviceCount: number, methodCount: number): Promise<string> {
  const folder = await temporaryFolder();
  for (let index = 0; index < serviceCount; index++)
    await writeProto(folder, `entity${index}/v1/entity.proto`, entity(index));
  for (let index = 0; index < methodCount; index++) {
    await writeProto(folder, `page${index}/v1/page.proto`, page(index, serviceCount));
  }
  return folder;
}

function entity(index: number): string {
  return `syntax = "proto3";
package entity${index}.v1;
service EntityService {
  rpc GetEntity(GetEntityRequest) returns (GetEntityResponse) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc ListEntities(ListEntitiesRequest) returns (ListEntitiesResponse) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc BatchGetEntities(BatchGetEntitiesRequest) returns (BatchGetEntitiesResponse) { option idempotency_level = NO_SIDE_EFFECTS; }
}
message Entity {
  string id = 1;
  string other_id = 2;
  string title = 3;
  double price = 4;
  repeated string tags = 5;
  map<string, string> labels = 6;
}
message GetEntityRequest { string id = 1; }
message GetEntityResponse { Entity entity = 1; }
message ListEntitiesRequest { string parent_id = 1; int32 page_size = 2; }
message ListEntitiesResponse { repeated Entity entities = 1; }
message BatchGetEntitiesRequest { repeated string ids = 1; }
message BatchGetEntitiesResponse { repeated Entity entities = 1; }
`;
}

function page(index: number, serviceCount: number): string {
  const [first, second, third, fourth] = [0, 1, 7, 13].map((step) => (index + step) % serviceCount);
  const imports = [...new Set([first, second, third, fourth])];
  return `syntax = "proto3";
package page${index}.v1;
${imports.map((number) => `import "entity${String(number)}/v1/entity.proto";`).join('\n')}
import "tributary/v1/compose.proto";
service PageService {
  rpc GetPage(GetPageRequest) returns (GetPageResponse) {
    option idempotency_level = NO_SIDE_EFFECTS;
    option (tributary.v1.composite) = { timeout: "2s" cache: { ttl: "30s" } };
  }
}
message GetPageRequest { string id = 1; int32 count = 2; }
message GetPageResponse {
  entity${String(first)}.v1.Entity main = 1 [(tributary.v1.from) = {
    call: "entity${String(first)}.v1.EntityService/GetEntity"
    args: "id = request.id"
  }];
  entity${String(second)}.v1.Entity other = 2 [(tributary.v1.from) = {
    call: "entity${String(second)}.v1.EntityService/GetEntity"
    args: "id = main.other_id"
    optional: true
  }];
  repeated Item items = 3 [(tributary.v1.from) = {
    call: "entity${String(third)}.v1.EntityService/ListEntities"
    args: ["parent_id = request.id", "page_size = request.count"]
    select: "response.entities"
  }];
  string headline = 4 [(tributary.v1.from).value = "main.title + ' (' + string(main.price) + ')'"];
}
message Item {
  string id = 1;
  string title = 2;
  double price = 3;
  entity${String(fourth)}.v1.Entity detail = 4 [(tributary.v1.from) = {
    call: "entity${String(fourth)}.v1.EntityService/BatchGetEntities"
    args: "ids = source.other_id"
    batch: { match: "id" }
    optional: true
  }];
}
`;
}

async function temporaryFolder(): Promise<string> {
  return await mkdtemp(join(tmpdir(), 'tributary-bench-'));
}

async function writeProto(folder: string, name: string, text: string): Promise<void> {
  const file = join(folder, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
