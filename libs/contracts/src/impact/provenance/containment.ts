import type { DescField, FileRegistry } from '@bufbuild/protobuf';

/** The way from a message to something inside it: fields, the first one of the message. */
export type FieldPath = readonly DescField[];

/** Ways from a message to something inside it. */
export interface Ways {
  /** The shortest first. */
  readonly paths: readonly FieldPath[];
  /** False where there are more: messages inside themselves, or too many. */
  readonly complete: boolean;
}

/** So many ways are told one by one, and so many steps are taken to find them. */
const mostWays = 20;
const mostSteps = 2000;

/** Which messages hold which, at any depth, and by which fields. */
export class Containment {
  private readonly holders = new Map<string, DescField[]>();
  private readonly known = new Map<string, ReadonlyMap<string, FieldPath>>();
  private readonly registry: FileRegistry;

  constructor(registry: FileRegistry) {
    this.registry = registry;
    for (const type of registry) {
      if (type.kind !== 'message') continue;
      for (const field of type.fields) {
        const held = field.message ?? field.enum;
        if (held === undefined) continue;
        const fields = this.holders.get(held.typeName);
        if (fields === undefined) this.holders.set(held.typeName, [field]);
        else fields.push(field);
      }
    }
  }

  /**
   * The messages that hold a message or an enum at any depth, itself included, and the shortest way from each to it.
   *
   * @param typeName - of the message or enum
   */
  waysTo(typeName: string): ReadonlyMap<string, FieldPath> {
    const known = this.known.get(typeName);
    if (known !== undefined) return known;
    const ways = new Map<string, FieldPath>([[typeName, []]]);
    // Maps keep the order in which they are filled, so this walks in breadth.
    for (const [held, way] of ways) {
      for (const field of this.holders.get(held) ?? []) {
        const holder = field.parent.typeName;
        if (!ways.has(holder)) ways.set(holder, [field, ...way]);
      }
    }
    this.known.set(typeName, ways);
    return ways;
  }

  /**
   * All ways from a message to another one, or to an enum, inside it.
   *
   * @param from - the message
   * @param to - the other, by name
   */
  waysBetween(from: string, to: string): Ways {
    const holders = this.waysTo(to);
    const paths: FieldPath[] = [];
    let complete = true;
    let steps = 0;
    const walk = (typeName: string, path: FieldPath, around: ReadonlySet<string>): void => {
      if (typeName === to) paths.push(path);
      for (const field of this.registry.getMessage(typeName)?.fields ?? []) {
        const held = field.message?.typeName ?? field.enum?.typeName;
        if (held === undefined || !holders.has(held)) continue;
        if (around.has(held) || paths.length >= mostWays || ++steps > mostSteps) complete = false;
        else walk(held, [...path, field], new Set([...around, held]));
      }
    };
    walk(from, [], new Set([from]));
    return { paths: paths.sort((a, b) => a.length - b.length), complete };
  }
}
