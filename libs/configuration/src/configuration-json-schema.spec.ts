import { describe, expect, it } from '@jest/globals';
import { configurationJsonSchema } from './configuration-json-schema.ts';

describe('the JSON Schema of a configuration', () => {
  it('describes every key, and knows no others', () => {
    const schema = configurationJsonSchema() as { properties: Record<string, { description?: string }> };
    expect(Object.keys(schema.properties)).toEqual([
      'listen',
      'http',
      'admin',
      'proto',
      'descriptors',
      'upstreams',
      'cache',
      'tls',
      'limits',
      'usage',
      'telemetry',
      'drain',
    ]);
    for (const property of Object.values(schema.properties)) expect(property.description).toBeTruthy();
    expect(schema).toMatchObject({ additionalProperties: false });
  });

  it('lets variables of the environment stand wherever a value has a form', () => {
    const schema = configurationJsonSchema() as { properties: { drain: { pattern: string } } };
    const pattern = new RegExp(schema.properties.drain.pattern);
    expect(['10s', '${DRAIN:-10s}', '1.5h'].every((value) => pattern.test(value))).toBe(true);
    expect(['10', 's', '-1s', ''].some((value) => pattern.test(value))).toBe(false);
  });
});
