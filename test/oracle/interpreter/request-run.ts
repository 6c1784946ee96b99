/** What one interpretation of a request shares: the options, the request, the upstreams, and the world it is in. */
import { fromBinary, toBinary, type DescMethod, type Message } from '@bufbuild/protobuf';
import type { Chooser } from './failure.ts';
import type { Options, SourceOption } from './options.ts';
import type { Script, ScriptedReply } from './script.ts';
import type { Value } from './value.ts';

/** A call that the composition asks for. */
export interface AskedCall {
  readonly method: DescMethod;
  /** The request; of a batch with this one key. */
  readonly request: Message;
  /** What goes along of the caller's metadata. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** What an upstream said, decoded. */
export type Reply =
  | { readonly kind: 'ok'; readonly message: Message }
  | { readonly kind: 'malformed' }
  | Extract<ScriptedReply, { kind: 'status' }>;

/** See above. */
export interface RequestRunOptions {
  readonly options: Options;
  readonly request: Value;
  readonly metadata: ReadonlyMap<string, string>;
  readonly script: Script;
  /** Keys of the metadata that go along with calls that list none. */
  readonly forward: readonly string[];
  readonly chooser: Chooser;
  /** Messages that something reads by name, by their paths: those are made whole. Found out by earlier runs. */
  readonly whole: ReadonlySet<string>;
}

/** See above. */
export class RequestRun {
  readonly options: Options;
  readonly request: Value;
  readonly chooser: Chooser;
  readonly asked = new Map<string, AskedCall>();
  /** Messages that were read by name in this run. */
  readonly readWhole = new Set<string>();
  readonly whole: ReadonlySet<string>;
  /** Slots with messages of which a mask left something out. */
  readonly partial = new Set<string>();
  /** Something failed while something else that it had asked for may still have been on its way. */
  leftSomething = false;
  private readonly script: Script;
  private readonly headers: ReadonlyMap<string, string>;
  private readonly forward: readonly string[];

  constructor({ options, request, metadata, script, forward, chooser, whole }: RequestRunOptions) {
    this.options = options;
    this.request = request;
    this.headers = metadata;
    this.script = script;
    this.forward = forward;
    this.chooser = chooser;
    this.whole = whole;
  }

  metadata(key: string): string | undefined {
    return this.headers.get(key.toLowerCase());
  }

  call(method: DescMethod, request: Message, { forward, batch }: SourceOption): Reply {
    const bytes = toBinary(method.input, request);
    const name = `${method.parent.typeName}/${method.name}`;
    const metadata = new Map<string, string>();
    for (const key of forward.length > 0 ? forward : this.forward) {
      const value = this.metadata(key);
      if (value !== undefined) metadata.set(key, value);
    }
    // Keys that are looked for in other ways, in other fields or in calls of other sizes, need not share calls.
    const { match, keys, items, maxKeys } = batch ?? {};
    const shared = JSON.stringify([[...metadata], match, keys, items, maxKeys]);
    const identity = `${name} ${Buffer.from(bytes).toString('hex')} ${shared}`;
    this.asked.set(identity, { method, request, metadata });
    const reply = this.script(method, request);
    switch (reply.kind) {
      case 'ok':
        return { kind: 'ok', message: fromBinary(method.output, reply.bytes) };
      case 'malformed':
        return { kind: 'malformed' };
      case 'status':
        return reply;
    }
  }
}
