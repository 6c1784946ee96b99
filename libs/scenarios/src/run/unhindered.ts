import { isJsonObject, type Json } from '../file/json.ts';

type Values = Readonly<Record<string, Json>>;

// What protects servers in operation goes by the calls of the last seconds, and the cases of a scenario follow each other
// within them: one would see what the others have done, and many callers at once would be refused.
const upstreams: Values = {
  breaker: 'off',
  retry_budget: { share: '100%', per_second: 1_000_000 },
  max_concurrent: 1_000_000,
};
const limits: Values = { requests: 1_000_000, queue: '1h', late: '1h' };

/**
 * The configuration that a scenario gives, without what refuses calls under load: breakers, retry budgets, limits. A scenario
 * that is about these gives them.
 */
export function unhindered(given: Values): Values {
  const entries = given['upstreams'] ?? {};
  const ofServer = given['limits'] ?? {};
  return {
    ...given,
    ...(isJsonObject(entries) ? { upstreams: eachUnhindered(entries) } : {}),
    ...(isJsonObject(ofServer) ? { limits: { ...limits, ...ofServer } } : {}),
  };
}

/** Of entries the most specific one counts, alone. */
function eachUnhindered(entries: Values): Values {
  return Object.fromEntries(
    Object.entries({ '*': {}, ...entries }).map(([name, entry]) => [
      name,
      isJsonObject(entry) ? { ...upstreams, ...entry } : entry,
    ]),
  );
}
