import { describe, expect, it } from '@jest/globals';
import { scenarios, withKey } from '../scenarios/scenarios.ts';
import { readContracts } from './contracts.ts';
import * as shop from './messages.ts';
import { shopReplies } from './replies.ts';

const contracts = readContracts();
const services = shopReplies(contracts);

function ask(service: string, method: string, request: Parameters<typeof contracts.encode>[1]) {
  const reply = services.get(`shop.v1.${service}`)?.get(method);
  if (reply === undefined) throw new Error(`no ${service}/${method}`);
  return contracts.decode(`shop.v1.${method}Response`, reply(contracts.encode(`shop.v1.${method}Request`, request)));
}

describe('the replies of the shop', () => {
  it('are about the key that was asked for', () => {
    expect(ask('ProductService', 'GetProduct', { id: 'p0012345', slot: 3 })).toEqual({
      product: withKey(shop.product, '0012345'),
    });
    expect(ask('RegionService', 'GetRegion', { id: 'r9999999' })).toEqual({ region: withKey(shop.region, '9999999') });
  });

  it('have the size that was asked for', () => {
    const { report } = ask('ReportService', 'GetReport', { id: 'p0000001', line_count: 300 });
    expect(report).toEqual(withKey(shop.report(300), '0000001'));
  });

  it('rate the products of a list, each by its own key', () => {
    const list = scenarios.find(({ name }) => name === 'list');
    const { products } = ask('ProductService', 'ListProducts', { id: 'p0001234', count: 50 });
    const ids = (products as { id: string }[]).map(({ id }) => id);
    const { ratings } = ask('ReviewService', 'BatchGetRatings', { product_ids: ids });
    const rated = (products as object[]).map((product, index) => ({
      ...product,
      rating: (ratings as object[])[index],
    }));
    expect({ products: rated }).toEqual(withKey(list?.answer ?? {}, '0001234'));
  });

  it('are of about 700 bytes', () => {
    for (const message of [shop.product, shop.reviews, shop.stock]) {
      const type = message === shop.product ? 'Product' : message === shop.reviews ? 'Reviews' : 'Stock';
      expect(Math.abs(contracts.encode(`shop.v1.${type}`, message).length - 700)).toBeLessThan(70);
    }
  });
});
