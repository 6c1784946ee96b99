import type { Contracts } from './contracts.ts';
import * as shop from './messages.ts';
import { fillIn, keyMark, listMark, type Template, templateOf } from './template.ts';

/** Answers a call with the bytes of a reply. Requests are trusted: they come from contenders of the bench. */
export type Reply = (request: Buffer) => Buffer;

/** The methods that each service has, by name. */
export type Services = ReadonlyMap<string, ReadonlyMap<string, Reply>>;

/** Services of the shop by their full name. */
export function shopReplies(contracts: Contracts): Services {
  const fixed = (type: string, message: Parameters<Contracts['encode']>[1]): Reply => {
    const template = templateOf(contracts.encode(`shop.v1.${type}`, message), keyMark);
    return (request) => keyed(template, request);
  };
  const lists = new Map<number, Template>();
  const listOf = (count: number): Template => {
    const products = Array.from({ length: count }, (_, index) => shop.summary(index));
    return templateOf(contracts.encode('shop.v1.ListProductsResponse', { products }), listMark);
  };
  const reports = new Map<number, Template>();
  const reportOf = (lineCount: number): Template =>
    templateOf(contracts.encode('shop.v1.GetReportResponse', { report: shop.report(lineCount) }), keyMark);
  const rating = templateOf(contracts.encode('shop.v1.BatchGetRatingsResponse', { ratings: [shop.rating] }), keyMark);
  return new Map([
    [
      'shop.v1.ProductService',
      new Map<string, Reply>([
        ['GetProduct', fixed('GetProductResponse', { product: shop.product })],
        [
          'ListProducts',
          (request) => {
            const template = kept(lists, numberIn(request), listOf);
            const reply = Buffer.allocUnsafe(template.bytes.length);
            fillIn(reply, 0, template, request, keyStart + 3, keyStart + 7);
            return reply;
          },
        ],
      ]),
    ],
    [
      'shop.v1.ReviewService',
      new Map<string, Reply>([
        ['GetReviews', fixed('GetReviewsResponse', { reviews: shop.reviews })],
        ['BatchGetRatings', (request) => ratings(rating, request)],
      ]),
    ],
    ['shop.v1.StockService', new Map([['GetStock', fixed('GetStockResponse', { stock: shop.stock })]])],
    ['shop.v1.MakerService', new Map([['GetMaker', fixed('GetMakerResponse', { maker: shop.maker })]])],
    ['shop.v1.RegionService', new Map([['GetRegion', fixed('GetRegionResponse', { region: shop.region })]])],
    [
      'shop.v1.ReportService',
      new Map<string, Reply>([['GetReport', (request) => keyed(kept(reports, numberIn(request), reportOf), request)]]),
    ],
  ]);
}

/** Where the digits of a key stand in a request: behind tag, length and a letter. Requests have their key first. */
const keyStart = 3;
/** How long a key is, as a field. */
const keyFieldLength = 10;

function keyed(template: Template, request: Buffer): Buffer {
  const reply = Buffer.allocUnsafe(template.bytes.length);
  fillIn(reply, 0, template, request, keyStart, keyStart + 7);
  return reply;
}

/** The ratings of a batch, in the order of its keys. */
function ratings(rating: Template, request: Buffer): Buffer {
  const count = request.length / keyFieldLength;
  const size = rating.bytes.length;
  const reply = Buffer.allocUnsafe(count * size);
  for (let index = 0; index < count; index++) {
    const start = index * keyFieldLength + keyStart;
    fillIn(reply, index * size, rating, request, start, start + 7);
  }
  return reply;
}

/** The varint of field 2, behind the key. */
function numberIn(request: Buffer): number {
  let value = 0;
  for (let at = keyFieldLength + 1, shift = 0; at < request.length; at++, shift += 7) {
    const byte = request[at] ?? 0;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return value;
}

function kept(templates: Map<number, Template>, count: number, make: (count: number) => Template): Template {
  let template = templates.get(count);
  if (template === undefined) {
    template = make(count);
    templates.set(count, template);
  }
  return template;
}
