import type { DescField } from '@bufbuild/protobuf';
import type { Reference } from '../composition.ts';
import type { Binding, Scope, ValueType } from '../expression/index.ts';
import type { MessageUse } from './message-use.ts';
import {
  errorCodeReference,
  errorMessageReference,
  requestReference,
  responseReference,
  slotReference,
} from './reference.ts';

/** Where an expression stands: it decides which of the special names there are. */
export type Standing =
  | { readonly kind: 'ordinary' }
  /** In `select`: with `response`. */
  | { readonly kind: 'select'; readonly response: ValueType }
  /** In `errors` and `fallback`: with `error`. */
  | { readonly kind: 'failure' }
  /** In tags: only the request and metadata; a call's tags also the names of its message. */
  | { readonly kind: 'tags'; readonly names: boolean };

const text: ValueType = { kind: 'scalar', scalar: 'string' };

const errorScope: Scope<Reference> = {
  names: () => ['code', 'message'],
  lookup(name) {
    if (name === 'code') return { kind: 'value', type: text, ref: errorCodeReference };
    if (name === 'message') return { kind: 'value', type: text, ref: errorMessageReference };
    return undefined;
  },
};

/** The names that an expression may use. Notes when it was asked for a name whose own definition is in error. */
export class UseScope implements Scope<Reference> {
  /** A name was read that is wrong itself, so findings about this expression would only repeat that. */
  readsBroken = false;
  private readonly use: MessageUse;
  private readonly standing: Standing;

  constructor(use: MessageUse, standing: Standing) {
    this.use = use;
    this.standing = standing;
  }

  names(): readonly string[] {
    const { standing, use } = this;
    const own = standing.kind === 'tags' && !standing.names ? [] : namesOf(use);
    const special = standing.kind === 'select' ? ['response'] : standing.kind === 'failure' ? ['error'] : [];
    return [...special, ...own, ...(use.parent === undefined ? [] : ['root']), 'request', 'metadata'];
  }

  lookup(name: string): Binding<Reference> | undefined {
    const { use, standing } = this;
    switch (name) {
      case 'request':
        return { kind: 'value', type: { kind: 'message', message: use.request }, ref: requestReference };
      case 'metadata':
        return { kind: 'metadata' };
      case 'response':
        if (standing.kind === 'select') return { kind: 'value', type: standing.response, ref: responseReference };
        return unavailable('"response" is the reply of a call: it can be read in `select` only');
      case 'error':
        if (standing.kind === 'failure') return { kind: 'scope', scope: errorScope };
        return unavailable('"error" can be read in `errors` and `fallback` only');
    }
    if (standing.kind === 'tags' && !standing.names) {
      return use.has(name) ? unavailable('here only `request` and `metadata` can be read') : undefined;
    }
    if (name === 'root') {
      if (use.parent === undefined) return unavailable('"root" is this message itself: write the name alone');
      return { kind: 'scope', scope: this.scopeOf(use.root, 'root') };
    }
    return this.lookupIn(use, 0, name);
  }

  /** The names of a message, as they are seen through `parent` and `root`. */
  private scopeOf(use: MessageUse, up: number | 'root'): Scope<Reference> {
    return { names: () => namesOf(use), lookup: (name) => this.lookupIn(use, up, name) };
  }

  private lookupIn(use: MessageUse, up: number | 'root', name: string): Binding<Reference> | undefined {
    if (name === 'source') {
      const type = use.sourceType();
      if (type === 'none')
        return unavailable(`${use.message.typeName} is not made from anything here: it has no "source"`);
      return this.slot(type, up, use.sourceSlot);
    }
    if (name === 'parent') {
      if (use.parent === undefined) return unavailable('the response is in no other message: it has no "parent"');
      if (up === 'root') return unavailable('the response is in no other message: it has no "parent"');
      return { kind: 'scope', scope: this.scopeOf(use.parent, up + 1) };
    }
    if (name === 'request' || name === 'metadata' || name === 'response' || name === 'error' || name === 'root') {
      return undefined;
    }
    const slot = use.slotNamed(name);
    if (slot === undefined) return undefined;
    if (slot.filledByEngine) return unavailable(`the engine fills "${name}" when all else is known: it cannot be read`);
    return this.slot(use.typeOf(slot.index), up, slot.index, use.fieldAt(slot.index));
  }

  private slot(type: ValueType | 'broken', up: number | 'root', slot: number, field?: DescField): Binding<Reference> {
    const ref = slotReference(up, slot);
    if (type !== 'broken') return { kind: 'value', type, ref, ...(field === undefined ? {} : { field }) };
    this.readsBroken = true;
    return unavailable('its own definition is in error');
  }
}

function unavailable(reason: string): Binding<Reference> {
  return { kind: 'unavailable', reason };
}

function namesOf(use: MessageUse): string[] {
  return [
    ...use.slotNames(),
    ...(use.sourceType() === 'none' ? [] : ['source']),
    ...(use.parent === undefined ? [] : ['parent']),
  ];
}
