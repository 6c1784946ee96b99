import { processFile } from '../places.ts';
import { startListening } from '../processes/listening-process.ts';
import { type Contender, pagesTarget } from './contender.ts';

/** A NestJS app that makes the pages in code. */
export const aggregator: Contender = {
  name: 'aggregator',
  title: 'NestJS by hand',
  prepare: () => Promise.resolve(undefined),
  cannot: () => undefined,
  async start(addresses) {
    const { pid, address, stop } = await startListening({
      args: [processFile('contenders/aggregator/aggregator.process.js'), JSON.stringify(addresses)],
      listening: /listening on (\S+)/,
    });
    return { pid, target: (scenario) => pagesTarget(address, scenario), stop };
  },
};
