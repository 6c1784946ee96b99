import { LRUCache } from 'lru-cache';
import { fieldOf, fieldsOf, sized } from './fields.ts';

/** Calls a method by its path. */
export type Call = (path: string, request: Buffer) => Promise<Buffer>;
/** Makes an answer from a request. */
export type Page = (request: Buffer, call: Call) => Promise<Buffer>;

/** Requests of the pages begin with an id, as those of the shop's services do: so they are passed on. */
const idLength = 10;
const idOf = (request: Buffer): Buffer => request.subarray(0, idLength);

const getPage: Page = async (request, call) =>
  Buffer.concat(
    await Promise.all([
      call('/shop.v1.ProductService/GetProduct', request),
      call('/shop.v1.ReviewService/GetReviews', request).then((reply) => asField(2, reply)),
      call('/shop.v1.StockService/GetStock', request).then((reply) => asField(3, reply)),
    ]),
  );

const getTolerantPage: Page = async (request, call) =>
  Buffer.concat(
    await Promise.all([
      call('/shop.v1.ProductService/GetProduct', request),
      call('/shop.v1.ReviewService/GetReviews', request).then((reply) => asField(2, reply)),
      call('/shop.v1.StockService/GetStock', request).then(
        (reply) => asField(3, reply),
        () => Buffer.alloc(0),
      ),
    ]),
  );

const getOrigin: Page = async (request, call) => {
  const product = await call('/shop.v1.ProductService/GetProduct', request);
  const maker = await call('/shop.v1.MakerService/GetMaker', sized(1, fieldOf(fieldOf(product, 1), 2)));
  const region = await call('/shop.v1.RegionService/GetRegion', sized(1, fieldOf(fieldOf(maker, 1), 2)));
  return Buffer.concat([product, asField(2, maker), asField(3, region)]);
};

const listRatedProducts: Page = async (request, call) => {
  const products = fieldsOf(await call('/shop.v1.ProductService/ListProducts', request));
  const keys = Buffer.concat(products.map(idOf));
  const ratings = fieldsOf(await call('/shop.v1.ReviewService/BatchGetRatings', keys));
  return Buffer.concat(
    products.map((product, index) => sized(1, Buffer.concat([product, sized(4, ratings[index] ?? Buffer.alloc(0))]))),
  );
};

const getReportPage: Page = async (request, call) =>
  Buffer.concat(
    await Promise.all([
      call('/shop.v1.ProductService/GetProduct', idOf(request)),
      call('/shop.v1.ReportService/GetReport', request).then((reply) => asField(2, reply)),
    ]),
  );

/** The pages by method. */
export function pages(): Readonly<Record<string, Page>> {
  const kept = new LRUCache<string, Buffer>({ max: 50_000, ttl: 3_600_000 });
  return {
    GetPage: getPage,
    GetTolerantPage: getTolerantPage,
    GetOrigin: getOrigin,
    ListRatedProducts: listRatedProducts,
    GetReportPage: getReportPage,
    async GetCachedPage(request, call) {
      const key = request.toString('latin1');
      const hit = kept.get(key);
      if (hit !== undefined) return hit;
      const page = await getPage(request, call);
      kept.set(key, page);
      return page;
    },
  };
}

/** A reply's one field, under another number: only its tag changes. */
function asField(number: number, reply: Buffer): Buffer {
  reply[0] = (number << 3) | 2;
  return reply;
}
