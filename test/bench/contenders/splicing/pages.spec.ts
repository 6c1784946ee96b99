import { describe, expect, it } from '@jest/globals';
import { scenarios, withKey } from '../../scenarios/scenarios.ts';
import { readContracts } from '../../shop/contracts.ts';
import { shopReplies } from '../../shop/replies.ts';
import { type Call, pages } from './pages.ts';

const contracts = readContracts();
const services = shopReplies(contracts);

const callShop: Call = (path, request) => {
  const [, service = '', method = ''] = path.split('/');
  const reply = services.get(service)?.get(method);
  return reply === undefined ? Promise.reject(new Error('down')) : Promise.resolve(reply(request));
};

describe('bytes put side by side', () => {
  it.each(scenarios.filter(({ name }) => name !== 'mask'))('are the answer of $name', async (scenario) => {
    const { method, request, answer, down } = scenario;
    const call: Call = (path, message) =>
      down !== undefined && path.includes(down) ? Promise.reject(new Error('down')) : callShop(path, message);
    const bytes = contracts.encode(`shop.pages.v1.${method}Request`, withKey(request, '0000042'));
    const page = await pages()[method]?.(bytes, call);
    expect(contracts.decode(`shop.pages.v1.${method}Response`, page ?? Buffer.alloc(0))).toEqual(
      withKey(answer, '0000042'),
    );
  });
});
