// Writes tributary.schema.json, which editors read, from the shape that configurations are checked by. Build first.
import { writeFileSync } from 'node:fs';
import { configurationJsonSchema } from '../dist/index.js';

const file = new URL('../tributary.schema.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(configurationJsonSchema(), null, 2)}\n`);
