/** The scenarios as queries to a graph of the shop's services, whose names are those that GraphQL Mesh gives to protos. */
import type { JsonObject } from '@bufbuild/protobuf';
import type { GraphqlForm } from './scenario.ts';

const product = '{ id maker_id name price attributes { name text weight } }';
const reviews = '{ product_id average reviews { author text stars } }';
const stock = '{ product_id levels { warehouse shelf quantity } }';
const sites = 'sites { name text staff }';
const towns = 'towns { name text streets }';

/** A call by its service and method, under a name of its own. */
function call(name: string, method: string, input: string, selection: string): string {
  return `${name}: shop_v1_${method}(input: {${input}}) ${selection}`;
}

const productCall = call('product', 'ProductService_GetProduct', 'id: $id', `{ product ${product} }`);
const reviewsCall = call('reviews', 'ReviewService_GetReviews', 'product_id: $id', `{ reviews ${reviews} }`);
const stockCall = call('stock', 'StockService_GetStock', 'product_id: $id', `{ stock ${stock} }`);

/** What each of the calls of a query is in the answer: the one field of its reply. */
function unwrapped(data: JsonObject): JsonObject {
  const answer: JsonObject = {};
  for (const [name, reply] of Object.entries(data)) {
    const value = (reply as JsonObject | null)?.[name];
    if (value !== undefined && value !== null) answer[name] = value;
  }
  return answer;
}

export const page: GraphqlForm = {
  query: `query ($id: String!) { ${productCall} ${reviewsCall} ${stockCall} }`,
  answer: unwrapped,
};

export const origin: GraphqlForm = {
  query: `query ($id: String!) { ${call(
    'product',
    'ProductService_GetProduct',
    'id: $id',
    `{ product { id maker_id name price attributes { name text weight }
       maker { maker { id region_id name ${sites} region { region { id name ${towns} } } } } } }`,
  )} }`,
  answer(data) {
    const product = inside(data, 'product', 'product');
    const { maker: makerReply, ...rest } = product;
    const maker = inside({ makerReply: makerReply ?? {} }, 'makerReply', 'maker');
    const { region: regionReply, ...restOfMaker } = maker;
    return {
      product: rest,
      maker: restOfMaker,
      region: inside({ regionReply: regionReply ?? {} }, 'regionReply', 'region'),
    };
  },
};

export const ratedProducts = (count: number): GraphqlForm => ({
  query: `query ($id: String!) { ${call(
    'list',
    'ProductService_ListProducts',
    `id: $id, count: ${count}`,
    '{ products { id name price rating { product_id average votes } } }',
  )} }`,
  answer: (data) => ({ products: (data['list'] as JsonObject)['products'] ?? [] }),
});

export const reportPage = (lineCount: number, lineFields = 'sku title remark quantity price'): GraphqlForm => ({
  query: `query ($id: String!) { ${productCall} ${call(
    'report',
    'ReportService_GetReport',
    `id: $id, line_count: ${lineCount}`,
    `{ report { id lines { ${lineFields} } } }`,
  )} }`,
  answer: unwrapped,
});

export const reportTitles = (lineCount: number): GraphqlForm => ({
  query: `query ($id: String!) { ${call(
    'report',
    'ReportService_GetReport',
    `id: $id, line_count: ${lineCount}`,
    '{ report { lines { title } } }',
  )} }`,
  answer: unwrapped,
});

function inside(data: JsonObject, ...path: readonly string[]): JsonObject {
  let value: JsonObject = data;
  for (const name of path) value = value[name] as JsonObject;
  return value;
}
