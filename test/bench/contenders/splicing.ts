import { processFile } from '../places.ts';
import { startListening } from '../processes/listening-process.ts';
import { type Contender, pagesTarget } from './contender.ts';

/** What a transport costs where all that is done with replies is to put their bytes side by side: the floor of it. */
export function splicing(transport: 'grpc-js' | 'http2', title: string): Contender {
  return {
    name: transport,
    title,
    prepare: () => Promise.resolve(undefined),
    cannot: ({ name }) =>
      name === 'mask' ? 'puts replies side by side as they are; a mask takes reading them' : undefined,
    async start(addresses) {
      const { pid, address, stop } = await startListening({
        args: [processFile('contenders/splicing/splicing.process.js'), transport, JSON.stringify(addresses)],
        listening: /listening on (\S+)/,
      });
      return { pid, target: (scenario) => pagesTarget(address, scenario), stop };
    },
  };
}
