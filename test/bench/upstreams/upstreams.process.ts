import { answerQuestions } from '../processes/question.ts';
import { readContracts } from '../shop/contracts.ts';
import { shopReplies } from '../shop/replies.ts';
import { ShopServer } from './shop-server.ts';
import type { UpstreamAnswer, UpstreamQuestion } from './upstreams.ts';

const servers = new Map<string, ShopServer>();
for (const [service, methods] of shopReplies(readContracts())) {
  servers.set(service, await ShopServer.start(service, methods));
}

answerQuestions((question: UpstreamQuestion): UpstreamAnswer => {
  switch (question.kind) {
    case 'addresses':
      return { addresses: Object.fromEntries([...servers].map(([service, { address }]) => [service, address])) };
    case 'calls':
      return { calls: [...servers.values()].reduce((sum, { calls }) => sum + calls, 0) };
    case 'delay':
      for (const server of servers.values()) server.delayMs = question.delayMs;
      return {};
  }
});
