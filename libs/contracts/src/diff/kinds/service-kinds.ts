import type { ChangeEntry } from './change-entry.ts';

/** Services and their methods. */
export const serviceKinds = {
  'service-added': {
    summary: 'a service is new',
    advice: 'nothing to do',
    effects: { source: 'harmless' },
    bufRules: [],
  },
  'service-removed': {
    summary: 'a service is gone',
    advice: 'keep it, deprecated, until nobody calls it',
    effects: { wire: 'breaking', json: 'breaking', source: 'breaking' },
    bufRules: ['SERVICE_NO_DELETE', 'PACKAGE_SERVICE_NO_DELETE'],
  },
  'service-renamed': {
    summary: 'a service has another name and the same methods',
    advice: 'serve it under both names until nobody calls the old one',
    effects: { wire: 'breaking', json: 'breaking', source: 'breaking' },
    bufRules: ['SERVICE_NO_DELETE', 'PACKAGE_SERVICE_NO_DELETE'],
  },
  'service-moved': {
    summary: 'a service stands in another file',
    advice: 'import the new file publicly in the old one',
    effects: { source: 'breaking' },
    bufRules: ['SERVICE_NO_DELETE'],
  },
  'method-added': {
    summary: 'a method is new',
    advice: 'deploy the server before those who call it',
    effects: { wire: 'harmless', source: 'risky' },
    bufRules: [],
  },
  'method-removed': {
    summary: 'a method is gone',
    advice: 'keep it, deprecated, until nobody calls it',
    effects: { wire: 'breaking', json: 'breaking', source: 'breaking' },
    bufRules: ['RPC_NO_DELETE'],
  },
  'method-request-changed': {
    summary: 'a method takes another message',
    advice: 'add a method',
    effects: { wire: 'breaking', json: 'breaking', source: 'breaking' },
    bufRules: ['RPC_SAME_REQUEST_TYPE'],
  },
  'method-response-changed': {
    summary: 'a method answers with another message',
    advice: 'add a method',
    effects: { wire: 'breaking', json: 'breaking', source: 'breaking' },
    bufRules: ['RPC_SAME_RESPONSE_TYPE'],
  },
  'method-client-streaming-changed': {
    summary: 'a method takes a stream, or does not any more',
    advice: 'add a method',
    effects: { wire: 'breaking', json: 'breaking', source: 'breaking' },
    bufRules: ['RPC_SAME_CLIENT_STREAMING'],
  },
  'method-server-streaming-changed': {
    summary: 'a method answers with a stream, or does not any more',
    advice: 'add a method',
    effects: { wire: 'breaking', json: 'breaking', source: 'breaking' },
    bufRules: ['RPC_SAME_SERVER_STREAMING'],
  },
  'method-idempotency-changed': {
    summary: 'a method declares other side effects',
    advice: 'weaken it only after nobody retries, hedges, shares or caches its calls',
    effects: { semantic: 'breaking' },
    bufRules: ['RPC_SAME_IDEMPOTENCY_LEVEL'],
  },
  'method-pagination-added': {
    summary: 'a method answers in pages that it gave in whole before',
    advice: 'add a method: callers of today would read the first page and miss the rest (AIP-180)',
    effects: { semantic: 'breaking' },
    bufRules: [],
  },
  'method-pagination-removed': {
    summary: 'a method does not answer in pages any more',
    advice: 'keep taking and sending tokens',
    effects: { semantic: 'breaking' },
    bufRules: [],
  },
  'method-http-changed': {
    summary: 'the HTTP form of a method changed (`google.api.http`)',
    advice: 'keep the old binding as an additional one',
    effects: { json: 'breaking' },
    bufRules: [],
  },
} as const satisfies Record<string, ChangeEntry>;
