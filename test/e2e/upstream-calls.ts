/** Upstream calls by `package.Service/Method`, as many as there were of each. */
export type UpstreamCalls = ReadonlyMap<string, number>;

/** Reads from the composite's `/metrics` how many calls it has sent to its upstreams since it started. */
export async function upstreamCalls(http: string): Promise<UpstreamCalls> {
  const text = await (await fetch(`http://${http}/metrics`)).text();
  const calls = new Map<string, number>();
  for (const [, labels = '', value] of text.matchAll(/^tributary_upstream_calls_total\{(.*)\} (\S+)$/gm)) {
    const name = /(?:^|,)call="([^"]*)"/.exec(labels)?.[1];
    if (name === undefined) throw new Error(`a series without "call": ${labels}`);
    calls.set(name, (calls.get(name) ?? 0) + Number(value));
  }
  return calls;
}

/** The calls that `work` led to; methods that were not called are left out. */
export async function upstreamCallsOf(http: string, work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await upstreamCalls(http);
  await work();
  const after = await upstreamCalls(http);
  return Object.fromEntries(
    [...after]
      .map(([name, count]) => [name, count - (before.get(name) ?? 0)] as const)
      .filter(([, count]) => count > 0),
  );
}
