import type { JsonObject } from '@bufbuild/protobuf';
import type { Keys } from '../load/load.ts';
import * as shop from '../shop/messages.ts';
import { keyMark, listMark } from '../shop/template.ts';
import * as queries from './queries.ts';
import type { Scenario } from './scenario.ts';

const id = `p${keyMark}`;
const everyKeyNew: Keys = { kind: 'new' };
const page: JsonObject = { product: shop.product, reviews: shop.reviews, stock: shop.stock };
const small = { keys: everyKeyNew, warmKeys: false, ratePerSecond: 150, concurrency: 16 } as const;

/** Keys of pages that are asked for again and again. */
const popularPages = 1000;

/** A page with a report of so many lines, about 140 bytes each. */
const reportPage = (lineCount: number) =>
  ({
    method: 'GetReportPage',
    request: { id, line_count: lineCount },
    answer: { product: shop.product, report: shop.report(lineCount) },
    keys: everyKeyNew,
    warmKeys: false,
    graphql: queries.reportPage(lineCount),
  }) satisfies Partial<Scenario>;

/** A list of so many products, each with its rating. */
export function ratedProducts(count: number): Scenario {
  return {
    ...small,
    name: `list-${count}`,
    title: `a list of ${count}, one entity each`,
    method: 'ListRatedProducts',
    request: { id, count },
    answer: {
      products: Array.from({ length: count }, (_, index) => {
        const product = shop.summary(index);
        return { ...product, rating: { ...shop.rating, product_id: product['id'] ?? '' } };
      }),
    },
    graphql: queries.ratedProducts(count),
    ratePerSecond: 60,
  };
}

/** A report of so many lines by itself, to see what size costs. */
export function reportOf(lineCount: number): Scenario {
  const name = `report-${lineCount}`;
  const concurrency = lineCount > 1000 ? 4 : 8;
  return { ...reportPage(lineCount), name, title: name, ratePerSecond: 10, concurrency };
}

/** In the order of the tables. */
export const scenarios: readonly Scenario[] = [
  {
    ...small,
    name: 'parallel',
    title: '3 parallel calls',
    method: 'GetPage',
    request: { id },
    answer: page,
    graphql: queries.page,
  },
  {
    ...small,
    name: 'chain',
    title: 'a chain of 3 calls',
    method: 'GetOrigin',
    request: { id },
    answer: { product: shop.product, maker: shop.maker, region: shop.region },
    graphql: queries.origin,
  },
  { ...ratedProducts(50), name: 'list' },
  {
    ...small,
    name: 'down',
    title: 'an optional upstream down',
    method: 'GetTolerantPage',
    request: { id },
    answer: { product: shop.product, reviews: shop.reviews },
    down: 'shop.v1.StockService',
    graphql: queries.page,
  },
  {
    ...small,
    name: 'hits-90',
    title: '90 % cache hits',
    method: 'GetCachedPage',
    request: { id },
    answer: page,
    keys: { kind: 'zipf', count: popularPages, newShare: 0.1 },
    warmKeys: true,
    graphql: queries.page,
  },
  {
    ...small,
    name: 'hits',
    title: 'all hits',
    method: 'GetCachedPage',
    request: { id },
    answer: page,
    keys: { kind: 'zipf', count: popularPages, newShare: 0 },
    warmKeys: true,
    graphql: queries.page,
  },
  { ...reportPage(720), name: 'large-100k', title: 'a reply of 100 KB', ratePerSecond: 20, concurrency: 8 },
  { ...reportPage(7400), name: 'large-1m', title: 'a reply of 1 MB', ratePerSecond: 5, concurrency: 4 },
  {
    ...small,
    ...reportPage(70),
    name: 'mask',
    title: 'a field mask: a tenth of 10 KB',
    request: { id, line_count: 70, read_mask: 'report.lines.title' },
    answer: { report: { lines: titlesOf(shop.report(70)) } },
    graphql: queries.reportTitles(70),
    ratePerSecond: 80,
    concurrency: 16,
  },
];

function titlesOf({ lines }: JsonObject): JsonObject[] {
  return (lines as JsonObject[]).map(({ title }) => ({ title: title ?? '' }));
}

/** A message with its marks filled in for one key. */
export function withKey(message: JsonObject, digits: string): JsonObject {
  const text = JSON.stringify(message).replaceAll(keyMark, digits).replaceAll(listMark, digits.slice(3));
  return JSON.parse(text) as JsonObject;
}
