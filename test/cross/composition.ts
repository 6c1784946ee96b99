import { type Combination, combinations, nameOf } from './combination.ts';

/** How long a method waits for its calls: hardly, where one of them hangs; else longer than any machine is busy. */
export type Patience = 'hurried' | 'patient';

const contracts = `syntax = "proto3";

package cross.v1;

import "tributary/v1/compose.proto";

service PartService {
  rpc Get(GetRequest) returns (Part) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc BatchGet(BatchGetRequest) returns (BatchGetResponse) { option idempotency_level = NO_SIDE_EFFECTS; }
}
message GetRequest { string id = 1; }
message BatchGetRequest { repeated string ids = 1; }
message BatchGetResponse { repeated Part parts = 1; }
message Part { string id = 1; string text = 2; }
message CrossRequest { repeated string ids = 1; }
`;

/** The proto of all combinations: for each a hurried and a patient method, with a response message of its own. */
export function composition(): string {
  const variants = combinations.flatMap((combination) =>
    (['hurried', 'patient'] as const).map((patience) => ({ combination, patience })),
  );
  const methods = variants.map(({ combination, patience }) => {
    const name = responseOf(combination, patience);
    return `  rpc Get${name}(CrossRequest) returns (${name}) { option (tributary.v1.composite) = {}; }\n`;
  });
  const messages = variants.map(({ combination, patience }) => messagesOf(combination, patience));
  return [contracts, 'service CrossService {\n', ...methods, '}\n', ...messages].join('');
}

/** The name of a method's response message; the method's is `Get` before it. */
export function responseOf(combination: Combination, patience: Patience): string {
  return `${nameOf(combination)}${patience === 'hurried' ? 'Hurried' : ''}`;
}

function timeoutOf({ shape }: Combination, patience: Patience): string {
  if (patience === 'patient') return '20s';
  // Where one element's call hangs, those of the others have to be answered in the same time.
  return shape === 'element' ? '1s' : '60ms';
}

function messagesOf(combination: Combination, patience: Patience): string {
  const { shape, treatment, declaresAbsent } = combination;
  const name = responseOf(combination, patience);
  const timeout = `timeout: "${timeoutOf(combination, patience)}"`;
  const absent = declaresAbsent ? 'absent: OUT_OF_RANGE ' : '';
  const rest = 'string rest = 2 [(tributary.v1.from).value = "\'here\'"]; tributary.v1.Completeness completeness = 3;';
  const treated = treatmentOf(treatment, "cross.v1.Part{id: 'spare'}");
  const get = (key: string) => `call: "cross.v1.PartService/Get" args: "id = ${key}" ${timeout} ${absent}`;
  const from = (source: string) => `[(tributary.v1.from) = { ${source} }]`;
  const rows = `repeated ${name}Row rows = 1 ${from(`value: "request.ids" ${treatment === 'dropped' ? 'optional_elements: true' : ''}`)};`;
  const row = (source: string) =>
    `message ${name}Row { string id = 1 [(tributary.v1.from).value = "source"]; Part part = 2 ${from(source)}; }\n`;
  switch (shape) {
    case 'single':
      return `message ${name} { Part part = 1 ${from(get('request.ids[0]') + treated)}; ${rest} }\n`;
    case 'element':
      return `message ${name} { ${rows} ${rest} }\n${row(get('source') + treated)}`;
    case 'batch': {
      const batch = `call: "cross.v1.PartService/BatchGet" args: "ids = source" batch: { match: "id" } ${timeout} `;
      return `message ${name} { ${rows} ${rest} }\n${row(batch + absent + treated)}`;
    }
    case 'let': {
      // A let has no \`optional\`: who reads it has.
      const own = get('request.ids[0]') + (treatment === 'fallback' ? treated : '');
      const read = `value: "known" ${treatment === 'optional' ? treated : ''}`;
      return `message ${name} { option (tributary.v1.let) = { name: "known" from: { ${own} } }; Part part = 1 ${from(read)}; ${rest} }\n`;
    }
    case 'inside': {
      const box = `${name}Box`;
      const held = from(treatmentOf(treatment, `cross.v1.${box}{kind: 'spare'}`));
      const kind = 'string kind = 1 [(tributary.v1.from).value = "\'box\'"];';
      return `message ${name} { ${box} box = 1 ${held}; ${rest} }\nmessage ${box} { ${kind} Part part = 2 ${from(get('request.ids[0]'))}; }\n`;
    }
  }
}

function treatmentOf(treatment: Combination['treatment'], spare: string): string {
  switch (treatment) {
    case 'required':
    case 'dropped':
      return '';
    case 'optional':
      return 'optional: true';
    case 'fallback':
      return `fallback: "${spare}"`;
  }
}
