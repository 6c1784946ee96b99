import { Inject, Injectable } from '@nestjs/common';
import type { ClientGrpc } from '@nestjs/microservices';
import { LRUCache } from 'lru-cache';
import { firstValueFrom } from 'rxjs';
import type * as pages from '../../generated/shop/pages/v1/pages.ts';
import type { MakerServiceClient } from '../../generated/shop/v1/makers.ts';
import type { ProductServiceClient } from '../../generated/shop/v1/products.ts';
import type { RegionServiceClient } from '../../generated/shop/v1/regions.ts';
import type { ReportServiceClient } from '../../generated/shop/v1/reports.ts';
import type { ReviewServiceClient } from '../../generated/shop/v1/reviews.ts';
import type { StockServiceClient } from '../../generated/shop/v1/stock.ts';

/** Makes pages from the shop's services. */
@Injectable()
export class PagesService {
  readonly #cached = new LRUCache<string, pages.GetCachedPageResponse>({ max: 50_000, ttl: 3_600_000 });
  readonly #products: ProductServiceClient;
  readonly #reviews: ReviewServiceClient;
  readonly #stock: StockServiceClient;
  readonly #makers: MakerServiceClient;
  readonly #regions: RegionServiceClient;
  readonly #reports: ReportServiceClient;

  constructor(
    @Inject('ProductService') products: ClientGrpc,
    @Inject('ReviewService') reviews: ClientGrpc,
    @Inject('StockService') stock: ClientGrpc,
    @Inject('MakerService') makers: ClientGrpc,
    @Inject('RegionService') regions: ClientGrpc,
    @Inject('ReportService') reports: ClientGrpc,
  ) {
    this.#products = products.getService('ProductService');
    this.#reviews = reviews.getService('ReviewService');
    this.#stock = stock.getService('StockService');
    this.#makers = makers.getService('MakerService');
    this.#regions = regions.getService('RegionService');
    this.#reports = reports.getService('ReportService');
  }

  async page(id: string): Promise<pages.GetPageResponse> {
    const [{ product }, { reviews }, { stock }] = await Promise.all([
      firstValueFrom(this.#products.getProduct({ id, slot: 0 })),
      firstValueFrom(this.#reviews.getReviews({ productId: id })),
      firstValueFrom(this.#stock.getStock({ productId: id })),
    ]);
    return { product, reviews, stock };
  }

  async tolerantPage(id: string): Promise<pages.GetTolerantPageResponse> {
    const [{ product }, { reviews }, stock] = await Promise.all([
      firstValueFrom(this.#products.getProduct({ id, slot: 0 })),
      firstValueFrom(this.#reviews.getReviews({ productId: id })),
      firstValueFrom(this.#stock.getStock({ productId: id })).then(
        (reply) => reply.stock,
        () => undefined,
      ),
    ]);
    return { product, reviews, stock };
  }

  async origin(id: string): Promise<pages.GetOriginResponse> {
    const { product } = await firstValueFrom(this.#products.getProduct({ id, slot: 0 }));
    const { maker } = await firstValueFrom(this.#makers.getMaker({ id: product?.makerId ?? '' }));
    const { region } = await firstValueFrom(this.#regions.getRegion({ id: maker?.regionId ?? '' }));
    return { product, maker, region };
  }

  async ratedProducts(id: string, count: number): Promise<pages.ListRatedProductsResponse> {
    const { products } = await firstValueFrom(this.#products.listProducts({ id, count }));
    const productIds = products.map((product) => product.id);
    const { ratings } = await firstValueFrom(this.#reviews.batchGetRatings({ productIds }));
    const byProduct = new Map(ratings.map((rating) => [rating.productId, rating]));
    return { products: products.map((product) => ({ ...product, rating: byProduct.get(product.id) })) };
  }

  async cachedPage(id: string): Promise<pages.GetCachedPageResponse> {
    const hit = this.#cached.get(id);
    if (hit !== undefined) return hit;
    const page = await this.page(id);
    this.#cached.set(id, page);
    return page;
  }

  /** @param wanted - whether a part is; default: all are */
  async reportPage(
    id: string,
    lineCount: number,
    wanted: (part: string) => boolean = () => true,
  ): Promise<pages.GetReportPageResponse> {
    const [product, report] = await Promise.all([
      wanted('product') ? firstValueFrom(this.#products.getProduct({ id, slot: 0 })) : undefined,
      wanted('report') ? firstValueFrom(this.#reports.getReport({ id, lineCount })) : undefined,
    ]);
    return { product: product?.product, report: report?.report };
  }
}
