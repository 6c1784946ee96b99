import { isIP, isIPv4, isIPv6 } from 'node:net';
import { hostPort, type Address } from './address.ts';

/** A target that was understood. */
export type Target =
  | {
      readonly kind: 'name';
      readonly host: string;
      readonly port: number;
      /** `:authority` of its calls. */
      readonly authority: string;
    }
  | {
      readonly kind: 'addresses';
      readonly addresses: readonly Address[];
      /** `:authority` of its calls. */
      readonly authority: string;
    };

/** A target that was not, and why. */
export interface InvalidTarget {
  readonly kind: 'invalid';
  /** For people; names the target. */
  readonly reason: string;
}

/** gRPC's default for a name without a port. */
const DEFAULT_PORT = 443;

/**
 * Reads a gRPC target: `dns:///host[:port]`, `dns:host[:port]`, `host[:port]`, `ipv4:a[:port],b…`, `ipv6:[a][:port],…`,
 * `unix:path`, `unix:///absolute/path`. Looks nothing up.
 *
 * @see https://github.com/grpc/grpc/blob/master/doc/naming.md
 */
export function parseTarget(text: string): Target | InvalidTarget {
  const match = /^(dns|ipv4|ipv6|unix):(.*)$/s.exec(text);
  const [, scheme, rest] = match ?? [];
  if (scheme === undefined || rest === undefined) {
    const other = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text);
    if (other !== null) return invalid(text, `scheme "${other[1] ?? ''}" is not one of dns, ipv4, ipv6, unix`);
    return parseName(text, text);
  }
  switch (scheme) {
    case 'unix':
      return parseUnix(text, rest);
    case 'ipv4':
    case 'ipv6':
      return parseAddresses(text, scheme, rest);
    default:
      return parseDns(text, rest);
  }
}

function parseDns(text: string, rest: string): Target | InvalidTarget {
  if (!rest.startsWith('//')) return parseName(text, rest);
  const slash = rest.indexOf('/', 2);
  if (slash === -1) return invalid(text, 'a dns target has three slashes: dns:///host:port');
  if (slash > 2)
    return invalid(text, `a DNS server ("${rest.slice(2, slash)}") cannot be chosen: write dns:///host:port`);
  return parseName(text, rest.slice(slash + 1));
}

function parseName(text: string, name: string): Target | InvalidTarget {
  const parts = splitHostPort(name);
  if (parts === undefined) return invalid(text, 'expected host:port');
  const authority = hostPort(parts.host, parts.port);
  if (isIP(parts.host) !== 0) return { kind: 'addresses', addresses: [{ kind: 'tcp', ...parts }], authority };
  if (!/^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_.])?$/i.test(parts.host)) return invalid(text, 'not a host name');
  return { kind: 'name', ...parts, authority };
}

function parseAddresses(text: string, scheme: 'ipv4' | 'ipv6', list: string): Target | InvalidTarget {
  const addresses: { kind: 'tcp'; host: string; port: number }[] = [];
  for (const item of list.split(',')) {
    const parts = splitHostPort(item.trim());
    const fits = parts !== undefined && (scheme === 'ipv4' ? isIPv4(parts.host) : isIPv6(parts.host));
    if (!fits)
      return invalid(text, `"${item.trim()}" is not an ${scheme === 'ipv4' ? 'IPv4' : 'IPv6'} address with port`);
    addresses.push({ kind: 'tcp', ...parts });
  }
  const [first] = addresses;
  if (first === undefined) return invalid(text, 'no address');
  return { kind: 'addresses', addresses, authority: hostPort(first.host, first.port) };
}

function parseUnix(text: string, rest: string): Target | InvalidTarget {
  if (rest.startsWith('//') && !rest.startsWith('///'))
    return invalid(text, 'expected unix:path or unix:///absolute/path');
  const path = rest.startsWith('///') ? rest.slice(2) : rest;
  if (path === '') return invalid(text, 'no path');
  return { kind: 'addresses', addresses: [{ kind: 'unix', path }], authority: 'localhost' };
}

function splitHostPort(text: string): { host: string; port: number } | undefined {
  if (isIPv6(text)) return { host: text, port: DEFAULT_PORT };
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  if (host === undefined) return undefined;
  if (match?.[1] !== undefined && !isIPv6(host)) return undefined;
  const port = match?.[3] === undefined ? DEFAULT_PORT : Number(match[3]);
  return port >= 1 && port <= 65_535 ? { host, port } : undefined;
}

function invalid(text: string, why: string): InvalidTarget {
  return { kind: 'invalid', reason: `target "${text}": ${why}` };
}
