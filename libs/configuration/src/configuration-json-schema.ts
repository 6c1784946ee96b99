import { z } from 'zod';
import { configurationShape } from './configuration-shape.ts';

/** The JSON Schema of `tributary.yaml`, for editors: what `tributary.schema.json` holds. */
export function configurationJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(configurationShape, { io: 'input', unrepresentable: 'any' });
  return {
    $schema: schema.$schema,
    title: 'tributary.yaml',
    ...schema,
    oneOf: [{ required: ['proto'] }, { required: ['descriptors'] }],
  };
}
