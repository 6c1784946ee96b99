import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { configurationJsonSchema } from '@tributary/configuration';

describe('tributary.schema.json', () => {
  it('says what the configuration is checked by (else: npm run schema -w libs/nestjs)', async () => {
    const committed: unknown = JSON.parse(await readFile(new URL('../tributary.schema.json', import.meta.url), 'utf8'));
    expect(committed).toEqual(configurationJsonSchema());
  });
});
