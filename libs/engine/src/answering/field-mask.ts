import {
  compileReader,
  decodeString,
  type FieldShape,
  type MaskTree,
  type MessageShape,
  type RawValue,
} from '@tributary/wire';
import type { MethodPlan } from '@tributary/plan';

/** A mask that was asked for, or the path in it that does not exist. */
export type MaskReading =
  | { readonly kind: 'mask'; readonly mask: MaskTree; readonly paths: readonly string[] }
  | { readonly kind: 'unknown-path'; readonly path: string; readonly owner: string };

const all: MaskTree = { kind: 'all' };
/** Everything. */
export const wholeAnswer: MaskReading = { kind: 'mask', mask: all, paths: [] };

interface Branch {
  readonly kind: 'fields';
  readonly fields: Map<number, MaskTree>;
}

const readers = new WeakMap<MethodPlan, (request: Uint8Array) => RawValue | undefined>();

/** The most names of a path: messages nest 100 deep, so that no field is further inside. */
const maxNames = 101;

/** The metadata that holds a mask. */
export const maskMetadata = 'tributary-fields';

/** Paths that were asked for, and the field of the request or the metadata that they came in. */
export interface AskedPaths {
  readonly paths: readonly string[];
  readonly from: string;
}

const nothingAsked: AskedPaths = { paths: [], from: maskMetadata };

/** The paths that a request asks for, in its mask field, else in the metadata `tributary-fields`. */
export function askedPaths(plan: MethodPlan, request: Uint8Array, metadata: string | undefined): AskedPaths {
  const { maskField } = plan;
  if (maskField !== undefined) {
    let read = readers.get(plan);
    if (read === undefined) {
      const paths = maskField.message?.byName('paths');
      read = paths === undefined ? () => undefined : compileReader(plan.request, [maskField, paths]);
      readers.set(plan, read);
    }
    const paths = read(request);
    if (Array.isArray(paths) && paths.length > 0) {
      const texts = (paths as readonly RawValue[]).map((path) =>
        path instanceof Uint8Array ? decodeString(path) : '',
      );
      return { paths: texts, from: maskField.name };
    }
  }
  if (metadata === undefined) return nothingAsked;
  const paths = metadata.split(',').map((path) => path.trim());
  return { paths: paths.filter((path) => path !== ''), from: maskMetadata };
}

/** Reads paths, in proto or JSON names, as a mask of a message. */
export function readMask(paths: readonly string[], shape: MessageShape): MaskReading {
  if (paths.length === 0 || paths.includes('*')) return wholeAnswer;
  const root: Branch = { kind: 'fields', fields: new Map() };
  const sorted: string[] = [];
  for (const path of paths) {
    const names = insert(root, path, shape);
    if (names === undefined) return { kind: 'unknown-path', path, owner: shape.typeName };
    sorted.push(names);
  }
  return { kind: 'mask', mask: root, paths: [...new Set(sorted)].sort() };
}

/** Adds a path to a mask; gives the path in proto names, or undefined where it does not exist. */
function insert(root: Branch, path: string, shape: MessageShape): string | undefined {
  let branch: Branch | undefined = root;
  let message: MessageShape | undefined = shape;
  const names: string[] = [];
  const parts = path.split('.');
  if (parts.length > maxNames) return undefined;
  for (const [i, part] of parts.entries()) {
    const field: FieldShape | undefined = message?.fields.find(
      ({ name, desc }) => name === part || desc.jsonName === part,
    );
    if (field === undefined) return undefined;
    names.push(field.name);
    message = field.kind === 'map' ? undefined : field.message;
    if (branch === undefined) continue;
    const known: MaskTree | undefined = branch.fields.get(field.number);
    if (i === parts.length - 1) {
      branch.fields.set(field.number, all);
      branch = undefined;
    } else if (known?.kind === 'all') {
      branch = undefined; // all of it is wanted already; the rest of the path only has to exist
    } else {
      const next: Branch = known === undefined ? { kind: 'fields', fields: new Map() } : (known as Branch);
      branch.fields.set(field.number, next);
      branch = next;
    }
  }
  return names.join('.');
}
