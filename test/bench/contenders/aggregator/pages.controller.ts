import { Controller } from '@nestjs/common';
import type * as pages from '../../generated/shop/pages/v1/pages.ts';
import { PageServiceControllerMethods } from '../../generated/shop/pages/v1/pages.ts';
import { applyMask } from './apply-mask.ts';
import { PagesService } from './pages.service.ts';

@Controller()
@PageServiceControllerMethods()
export class PagesController implements pages.PageServiceController {
  readonly #pages: PagesService;

  constructor(service: PagesService) {
    this.#pages = service;
  }

  getPage({ id }: pages.GetPageRequest): Promise<pages.GetPageResponse> {
    return this.#pages.page(id);
  }

  getOrigin({ id }: pages.GetOriginRequest): Promise<pages.GetOriginResponse> {
    return this.#pages.origin(id);
  }

  listRatedProducts({ id, count }: pages.ListRatedProductsRequest): Promise<pages.ListRatedProductsResponse> {
    return this.#pages.ratedProducts(id, count);
  }

  getTolerantPage({ id }: pages.GetTolerantPageRequest): Promise<pages.GetTolerantPageResponse> {
    return this.#pages.tolerantPage(id);
  }

  getCachedPage({ id }: pages.GetCachedPageRequest): Promise<pages.GetCachedPageResponse> {
    return this.#pages.cachedPage(id);
  }

  async getReportPage(request: pages.GetReportPageRequest): Promise<pages.GetReportPageResponse> {
    const paths = maskOf(request);
    if (paths.length === 0) return await this.#pages.reportPage(request.id, request.lineCount);
    const wanted = (name: string): boolean => paths.some((path) => path === name || path.startsWith(`${name}.`));
    const page = await this.#pages.reportPage(request.id, request.lineCount, wanted);
    return applyMask(page, paths);
  }
}

/** NestJS's loader gives a mask as the message it is; ts-proto types it as a list. */
function maskOf({ readMask }: pages.GetReportPageRequest): readonly string[] {
  const mask = readMask as unknown as { readonly paths?: readonly string[] } | null | undefined;
  return mask?.paths ?? [];
}
