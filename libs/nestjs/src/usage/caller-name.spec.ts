import { describe, expect, it } from '@jest/globals';
import { type CallerCertificate, callerName } from './caller-name.ts';

function nameOf(metadata: Record<string, string>, certificate?: CallerCertificate): string {
  return callerName({ metadata: (key) => metadata[key], certificate: () => certificate });
}

const subjectaltname = 'DNS:web.example.com, IP Address:10.0.0.1, URI:spiffe://example.com/web';
const agent = { 'user-agent': 'grpc-node-js/1.14.7' };

describe('callerName', () => {
  it('is what the caller says, else what it was certified, else its user agent', () => {
    expect(nameOf({ 'tributary-client': 'web', ...agent }, { subjectaltname })).toBe('web');
    expect(nameOf(agent, { subjectaltname })).toBe('spiffe://example.com/web');
    expect(nameOf(agent, { subjectaltname: 'IP Address:10.0.0.1, DNS:web.example.com' })).toBe('web.example.com');
    expect(nameOf(agent, { subject: { CN: 'web' }, subjectaltname: '' })).toBe('web');
    expect(nameOf({ 'tributary-client': '', ...agent }, { subject: {} })).toBe('grpc-node-js/1.14.7');
    expect(nameOf(agent)).toBe('grpc-node-js/1.14.7');
    expect(nameOf({})).toBe('(unknown)');
  });
});
