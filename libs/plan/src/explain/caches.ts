import type { Call, TypedExpression } from '@tributary/language';
import type { MethodPlan } from '../method-plan.ts';
import type { ExplainedCache } from './explanation.ts';
import { messagesOf, pathOfName, type MessageNode } from './message-node.ts';
import { fieldOf, timesOf } from './steps.ts';

/** All caches on the way, the method's own first. */
export function cachesOf(plan: MethodPlan, root: MessageNode): readonly ExplainedCache[] {
  const { composition, method, maskField } = plan;
  const { cache } = composition;
  const own: ExplainedCache[] = [];
  if (cache !== undefined) {
    const fields = method.input.fields.filter(({ number }) => number !== maskField?.number).map(({ name }) => name);
    own.push({
      path: '',
      method: `${method.parent.typeName}/${method.name}`,
      times: timesOf(cache),
      key: [
        'the method',
        'the composition and the contracts of its calls',
        ...fields.map((name) => `request.${name}`),
        ...composition.metadataKeys.map((key) => `metadata ${key}`),
        maskField === undefined ? 'the mask (metadata tributary-fields)' : `the mask (request.${maskField.name})`,
      ],
      tags: cache.tags.map(textOf),
    });
  }
  return [...own, ...messagesOf(root).flatMap(cachesIn)];
}

function cachesIn(node: MessageNode): ExplainedCache[] {
  return node.plan.slots.flatMap((slot) => {
    const declared = node.message.slots[slot.index];
    const origin =
      declared?.kind === 'field'
        ? declared.filling.kind === 'origin'
          ? declared.filling.origin
          : undefined
        : declared?.kind === 'source'
          ? declared.own?.origin
          : declared?.origin;
    if (origin?.kind !== 'call' || origin.call.cache === undefined || !node.reached.has(slot)) return [];
    const { call } = origin;
    const { cache, name } = call;
    return [
      {
        path: pathOfName({ node, slot }),
        method: name,
        times: timesOf(origin.call.cache),
        key: keyOf(call),
        tags: (cache?.tags ?? []).map(textOf),
      },
    ];
  });
}

/** What tells one cached reply from another: of a batch each key by itself. */
function keyOf({ args, batch, cache, forward }: Call): readonly string[] {
  return [
    'the method',
    'its contract',
    ...args.map((argument, i) => {
      const field = `${fieldOf(argument)} = ${argument.value.text}`;
      return i === batch?.keys ? `each key of ${field}` : field;
    }),
    ...forward.map((key) => `metadata ${key}`),
    ...(cache === undefined || cache.tags.length === 0 ? [] : ['the tags']),
  ];
}

function textOf({ text }: TypedExpression): string {
  return text;
}
